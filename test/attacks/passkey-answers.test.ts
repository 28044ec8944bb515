import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authenticator, type Misbehaviour } from '#test/support/authenticator.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { provedSession } from '#test/support/proved-sessions.ts';
import { signInPaths } from '#test/support/sign-in-paths.ts';
import { changedTables, storedRows } from '#test/support/stored-rows.ts';

// One field of an answer is another than it should be, and the rest is right: it is refused, and nothing is written but that the challenge
// was used. gitlab-org/gitlab #585333: the result of the verifier was ignored, and where id was not rawId the counter moved unchecked.
const world = await signInPaths();
const { db, post } = world;
const strong = await world.withPasskey('strong', true);
const other = await world.withPasskey('other', true);
const elsewhere = randomBytes(32).toString('base64url');
const anotherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
beforeEach(() => db.admin`delete from rowseal_private.throttles`);

/** What a wrong answer may change: the challenge is spent, and the failure is counted and recorded. */
const ALLOWED = ['audit_events', 'passkey_challenges', 'throttles'];
const written = async (work: () => Promise<number>) => {
  const before = await storedRows(db.admin);
  const status = await work();
  return { status, tables: changedTables(before, await storedRows(db.admin)) };
};

const OF_BOTH: Record<string, Misbehaviour> = {
  'rawId is another one than id': { rawId: elsewhere },
  'rawId is that of somebody else': { rawId: other.key.id },
  'of another origin': { origin: 'http://evil.localhost:4000' },
  'of another port': { origin: 'http://localhost:4001' },
  'for another RP': { rpId: 'evil.test' },
  'to another challenge': { challenge: elsewhere },
  'in a frame of another site': { crossOrigin: true },
  'with nobody there': { userPresent: false },
  'synced, and cannot be': { backedUp: true },
};

describe('an answer that adds a passkey', () => {
  let access = '';
  beforeAll(async () => {
    const { refreshToken } = await provedSession(db.admin, world.plain.id, { password: 0 });
    access = (await post('/v1/auth/refresh', { refresh_token: refreshToken })).body.access_token;
  });
  const headers = () => ({ authorization: `Bearer ${access}` });
  const asked = async () => (await post('/v1/auth/factors/passkeys', { transport: 'body' }, headers())).body;
  const confirm = async ({ options, browser_secret }: Awaited<ReturnType<typeof asked>>, wrong: Misbehaviour) => {
    const passkey = authenticator(PUBLIC_URL).create(options, wrong);
    return (await post('/v1/auth/factors/passkeys/confirm', { passkey, name: 'Key', browser_secret }, headers()))
      .status;
  };

  test.each(Object.entries({ ...OF_BOTH, 'of a sign-in': { type: 'webauthn.get' } }))(
    'writes nothing where it is %s',
    async (_, wrong) => {
      const begun = await asked();
      const { status, tables } = await written(() => confirm(begun, wrong));
      expect([status, tables.filter((table) => !ALLOWED.includes(table))]).toEqual([400, []]);
    },
  );

  test('writes a passkey where all of it is right: the control', async () => {
    const begun = await asked();
    const { status, tables } = await written(() => confirm(begun, {}));
    expect([status, tables]).toEqual([201, expect.arrayContaining(['passkeys', 'recovery_codes'])]);
  });
});

describe.each(['sign_in', 'step_up'] as const)('an answer for %s', (purpose) => {
  const WRONG: Record<string, Misbehaviour> = {
    ...OF_BOTH,
    'that of adding one': { type: 'webauthn.create' },
    'with a user that was not verified': { userVerified: false },
    'of a passkey that may be synced, and might not': { backupEligible: true },
    'of the passkey of somebody else': { id: other.key.id },
    'of a passkey of nobody': { id: elsewhere },
    'by another key': { key: anotherKey },
    'by another key, with a count that is higher': { key: anotherKey, signCount: 4_000_000 },
  };
  async function begun() {
    const { refreshToken } = await provedSession(db.admin, strong.id, { password: 600 });
    const owner = purpose === 'step_up' ? { refresh_token: refreshToken } : {};
    return { owner, ...(await post('/v1/auth/passkeys/options', { transport: 'body', purpose, ...owner })).body };
  }
  const present = async (
    { owner, options, browser_secret }: Awaited<ReturnType<typeof begun>>,
    wrong: Misbehaviour,
  ) => {
    const given = { provider: 'passkey', answer: strong.key.get(options, wrong), browser_secret, transport: 'body' };
    const { transport, ...stepUp } = given;
    return purpose === 'sign_in'
      ? (await post('/v1/auth/token', { ...stepUp, transport })).status
      : (await post('/v1/auth/step-up', { ...stepUp, ...owner })).status;
  };

  test.each(Object.entries(WRONG))('writes nothing where it is %s', async (_, wrong) => {
    const one = await begun();
    const { status, tables } = await written(() => present(one, wrong));
    expect([status, tables.filter((table) => !ALLOWED.includes(table))]).toEqual([
      expect.toSatisfy((n) => [400, 401].includes(n)),
      [],
    ]);
  });

  test('writes a session or its proof where all of it is right: the control', async () => {
    const one = await begun();
    const { status, tables } = await written(() => present(one, {}));
    expect([status, tables]).toEqual([200, expect.arrayContaining(['passkeys', 'session_proofs', 'sessions'])]);
  });
});
