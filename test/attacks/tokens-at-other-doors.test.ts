import { expect, test } from 'vitest';
import { emailCodes } from '#server/credentials/email-codes.ts';
import { apiWorld, PASSWORD } from '#test/support/api-world.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

// Every kind of token that this server gives out, at every place that takes another kind (CVE-2026-110862, CVE-2026-115933).
const world = await apiWorld();
const { send, db } = world;
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  send({ method: 'POST', url, payload, headers });
const bearing = (token: string) => ({ authorization: `Bearer ${token}` });

const person = await world.somebody();
const guarded = await world.twoFactors();
const waiting = await post('/v1/auth/token', { provider: 'password', email: guarded.email, password: PASSWORD });
await composedMails(db.admin);
const asked = await post('/v1/auth/email-codes', { email: person.email, transport: 'body' });
const [mailed] = (await composedMails(db.admin)).filter(({ kind }) => kind === 'email_code');
const mailedCode = await emailCodes(TEST_MASTER_KEY).open(person.email, String(mailed?.variables['code_jwe']));
const redemption = await world.client.redemption((await world.logIn()).refreshToken);
const grant = await world.grant();
const exported = await post('/v1/me/export', { current_password: PASSWORD }, bearing(person.accessToken));
const passkey = await post('/v1/auth/passkeys/options', { purpose: 'sign_in', transport: 'body' });
const device = await post('/v1/auth/token', {
  provider: 'password',
  email: person.email,
  password: PASSWORD,
  transport: 'body',
});

/** What there is to present, by the doors that it is for. */
const TOKENS: Record<string, string> = {
  access: person.accessToken,
  refresh: person.refreshToken,
  device: device.body.device_token,
  waiting: waiting.body.challenge,
  verify: await world.proof('verify_email'),
  reset: await world.proof('reset_password'),
  recover: await world.proof('recover_factors'),
  restore: await world.deletedAccount(),
  pending: await world.addressToken('pending_addresses'),
  former: await world.addressToken('former_addresses'),
  export: exported.body.token,
  code_secret: asked.body.browser_secret,
  passkey_secret: passkey.body.browser_secret,
  authorization_code: redemption['code'] ?? '',
  grant_access: grant.accessToken,
  grant_refresh: grant.refreshToken,
  personal: (await world.createToken()).token,
  service_key: (await world.service()).token,
  invitation: await world.invitation(person.email),
};

/** Every place that takes one of them, and which. */
const DOORS: Record<string, { takes: string[]; present: (token: string) => ReturnType<typeof post> }> = {
  'as a bearer': {
    takes: ['access', 'grant_access', 'personal', 'service_key'],
    present: (token) => send({ url: '/v1/me', headers: bearing(token) }),
  },
  'at a refresh': { takes: ['refresh'], present: (refresh_token) => post('/v1/auth/refresh', { refresh_token }) },
  'at a step-up': {
    takes: ['refresh'],
    present: (refresh_token) =>
      post('/v1/auth/step-up', { provider: 'password', email: person.email, password: PASSWORD, refresh_token }),
  },
  'as the challenge of a login': {
    takes: ['waiting'],
    present: (challenge) =>
      post('/v1/auth/token', { provider: 'recovery_code', challenge, code: guarded.recoveryCodes[0] }),
  },
  'as the secret of a mailed code': {
    takes: ['code_secret'],
    present: (browser_secret) => post('/v1/auth/token', { provider: 'email_code', code: mailedCode, browser_secret }),
  },
  'to verify an address': { takes: ['verify'], present: (token) => post('/v1/auth/email/verify', { token }) },
  'to confirm an address': { takes: ['pending'], present: (token) => post('/v1/auth/email/confirm', { token }) },
  'to take an address back': {
    takes: ['former'],
    present: (token) => post('/v1/auth/email/restore', { token, password: PASSWORD }),
  },
  'to reset a password': {
    takes: ['reset'],
    present: (token) => post('/v1/auth/password/reset', { token, password: PASSWORD }),
  },
  'to remove factors': { takes: ['recover'], present: (token) => post('/v1/auth/recovery', { token }) },
  'to restore an account': { takes: ['restore'], present: (token) => post('/v1/auth/account/restore', { token }) },
  'as an invitation': {
    takes: ['invitation'],
    present: (token) => post('/v1/invitations/accept', { token }, bearing(person.accessToken)),
  },
  'to fetch an export': {
    takes: ['export'],
    present: (token) => post('/v1/me/export/download', { token }, bearing(person.accessToken)),
  },
  'as an authorization code': {
    takes: ['authorization_code'],
    present: (code) =>
      send({
        method: 'POST',
        url: '/v1/oauth/token',
        headers: {
          authorization: world.client.authorization,
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams({ ...redemption, code }).toString(),
      }),
  },
};

test.each(Object.entries(DOORS))('%s no token of another kind is anything', async (_, { takes, present }) => {
  // The control is the test below: each is something at its own.
  for (const [kind, token] of Object.entries(TOKENS)) {
    expect(token, kind).toEqual(expect.any(String));
    if (takes.includes(kind)) continue;
    expect([kind, (await present(token)).status]).toEqual([
      kind,
      expect.toSatisfy((status: number) => status >= 400 && status < 500),
    ]);
  }
});

// The control: each is something at its own, in the order in which none voids another.
test('and each is something at its own', async () => {
  const own = [
    'as a bearer',
    'at a refresh',
    'as an invitation',
    'to fetch an export',
    'as an authorization code',
    'as the challenge of a login',
    'as the secret of a mailed code',
    'to verify an address',
    'to confirm an address',
    'to take an address back',
    'to remove factors',
    'to restore an account',
    'to reset a password',
  ];
  // A step-up is missing alone: a refresh has exchanged the token that it takes.
  expect(Object.keys(DOORS).filter((door) => !own.includes(door))).toEqual(['at a step-up']);
  for (const door of own)
    for (const kind of DOORS[door]?.takes ?? [])
      expect([kind, (await DOORS[door]?.present(TOKENS[kind] ?? ''))?.status]).toEqual([
        kind,
        expect.toSatisfy((status: number) => status < 300),
      ]);
});
