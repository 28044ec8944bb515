import { totpCode } from '#server/credentials/totp.ts';
import { type Authenticator, authenticator } from '#test/support/authenticator.ts';
import { fromBase32 } from '#test/support/base32.ts';
import { PUBLIC_URL as ORIGIN } from '#test/support/demo-app.ts';
import { as, logIn } from './moves.ts';
import type { Outcome, World } from './world.ts';

/** What ada has set up, and the newest of what she was told. */
const ada = {
  factor: '',
  secret: new Uint8Array(),
  recoveryCodes: [] as string[],
  challenge: '',
  refreshToken: '',
};
const key: Authenticator = authenticator(ORIGIN);
const login = { provider: 'password', transport: 'body' };

/** The code of now, as if none had been used yet. Of six digits alone there are many in any log: what is looked for has the marks of a text around it. */
async function code({ admin, secrets }: World): Promise<string> {
  await admin`update rowseal_private.totp_factors set last_step = 0`;
  return noted(secrets, totpCode(ada.secret, Math.floor(Date.now() / 30_000)));
}
function noted(secrets: World['secrets'], typed: string): string {
  for (const mark of ['"', "'"]) secrets.add('code of an authenticator app', `${mark}${typed}${mark}`);
  return typed;
}
const wrong = async (world: World) => noted(world.secrets, (await code(world)) === '314159' ? '271828' : '314159');

export async function verifyAddress({ admin, ada: { email } }: World): Promise<Outcome> {
  await admin`update rowseal.users set email_verified_at = now() where email = ${email}`;
  return 'ok';
}

export async function beginTotp(world: World): Promise<Outcome> {
  const status = await world.post('/v1/auth/factors/totp', {}, as(world.ada));
  [ada.factor, ada.secret] = [world.latest.id, new Uint8Array(fromBase32(world.latest.secret))];
  world.secrets.add('secret of an authenticator app', fromBase32(world.latest.secret));
  world.secrets.add('secret of an authenticator app', world.latest.secret);
  return status;
}

export async function confirmTotp(world: World, isRight: boolean): Promise<Outcome> {
  const typed = { code: await (isRight ? code(world) : wrong(world)) };
  const status = await world.post(`/v1/auth/factors/totp/${ada.factor}/confirm`, typed, as(world.ada));
  ada.recoveryCodes = world.latest.recovery_codes ?? [];
  for (const each of ada.recoveryCodes) world.secrets.add('recovery code', each);
  return status;
}

/** The password, after which a login waits. */
export async function begin(world: World): Promise<Outcome> {
  const { email, password } = world.ada;
  const status = await world.post('/v1/auth/token', { ...login, email, password });
  ada.challenge = world.latest.challenge;
  return status;
}

export async function finish(world: World, provider: 'totp' | 'recovery_code', typed: string): Promise<Outcome> {
  const status = await world.post('/v1/auth/token', {
    provider,
    challenge: ada.challenge,
    code: typed,
    transport: 'body',
  });
  if (status === 200)
    [world.ada.accessToken, ada.refreshToken] = [world.latest.access_token, world.latest.refresh_token];
  return status;
}

export async function stepUp(world: World, typed: string): Promise<Outcome> {
  return world.post('/v1/auth/step-up', { provider: 'totp', code: typed, refresh_token: ada.refreshToken });
}

/** Asks for a passkey, or to add one. */
async function asked(world: World, path: string, body: object) {
  await world.post(path, { transport: 'body', ...body }, as(world.ada));
  const { options, browser_secret } = world.latest;
  world.secrets.add('challenge of a passkey', Buffer.from(options.challenge, 'base64url'));
  world.secrets.add('secret of a browser', Buffer.from(browser_secret, 'base64url'));
  return { options, browser_secret };
}

export async function addPasskey(world: World, origin = ORIGIN): Promise<Outcome> {
  const { options, browser_secret } = await asked(world, '/v1/auth/factors/passkeys', {});
  const made = { passkey: key.create(options, { origin }), name: 'Key', browser_secret };
  return world.post('/v1/auth/factors/passkeys/confirm', made, as(world.ada));
}

export async function signInByPasskey(world: World, origin = ORIGIN): Promise<Outcome> {
  const { options, browser_secret } = await asked(world, '/v1/auth/passkeys/options', { purpose: 'sign_in' });
  const answer = key.get(options, { origin });
  return world.post('/v1/auth/token', { provider: 'passkey', answer, browser_secret, transport: 'body' });
}

/** Everything that makes or takes a second factor: what it is, what comes of it, and how it is done. */
export const FACTORS: [what: string, outcome: Outcome, run: (world: World) => Promise<Outcome>][] = [
  ['an address that was verified', 'ok', verifyAddress],
  ['logging in before there is a second factor', 200, (w) => logIn(w, w.ada)],
  ['beginning an authenticator app', 201, beginTotp],
  ['a wrong first code', 401, (w) => confirmTotp(w, false)],
  ['its first code', 200, (w) => confirmTotp(w, true)],
  ['a login that waits', 401, begin],
  ['a wrong code', 401, async (w) => finish(w, 'totp', await wrong(w))],
  ['a code with something after it', 400, async (w) => finish(w, 'totp', `${await code(w)} and more`)],
  ['a code', 200, async (w) => finish(w, 'totp', await code(w))],
  ['another login that waits', 401, begin],
  ['a recovery code', 200, (w) => finish(w, 'recovery_code', ada.recoveryCodes[0] ?? '')],
  ['a third login that waits', 401, begin],
  ['a recovery code that was used', 401, (w) => finish(w, 'recovery_code', ada.recoveryCodes[0] ?? '')],
  [
    'a login that is forged',
    400,
    (w) => w.post('/v1/auth/token', { provider: 'totp', challenge: `${ada.challenge.slice(0, -1)}-`, code: '000000' }),
  ],
  ['another code', 200, async (w) => finish(w, 'totp', await code(w))],
  ['a wrong code at a step-up', 401, async (w) => stepUp(w, await wrong(w))],
  ['a code at a step-up', 200, async (w) => stepUp(w, await code(w))],
  ['a passkey of another site', 400, (w) => addPasskey(w, 'https://evil.test')],
  ['a passkey', 201, (w) => addPasskey(w)],
  ['a sign-in by it at another site', 401, (w) => signInByPasskey(w, 'https://evil.test')],
  ['a sign-in by it', 200, (w) => signInByPasskey(w)],
];
