import { expect } from 'vitest';
import { emailCodes } from '#server/credentials/email-codes.ts';
import { authenticator } from './authenticator.ts';
import { fromBase32 } from './base32.ts';
import { composedMails } from './composed-mail.ts';
import { PUBLIC_URL, senderTo } from './demo-app.ts';
import { federation } from './federation.ts';
import { TEST_MASTER_KEY } from './master-key.ts';
import { publicClient } from './oauth-client.ts';
import { type AccountOwner, ownAccounts, PASSWORD } from './own-account.ts';
import { COOKIE } from './refresh-cookie.ts';
import { codeOf } from './totp.ts';

/** Somebody with a password, and an identity at the provider. */
export type Owner = AccountOwner & { subject: string };

/** People with and without second factors, and every path by which they sign in; the server is stopped after the test file. */
export async function signInPaths() {
  const { app, db, browser } = await federation();
  await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
  await db.admin`update rowseal_private.settings set email_codes = true`;
  const send = senderTo(app);
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    send({ method: 'POST', url, payload, headers });
  const logIn = (email: string, more: object = {}, password = PASSWORD) =>
    post('/v1/auth/token', { provider: 'password', email, password, ...more });
  const { person } = ownAccounts({ db, send, logIn });
  await db.admin`insert into rowseal.workspaces (slug, name) values ('factors', 'Factors')`;
  const client = await publicClient(db.admin, 'Client', 'https://client.test/callback');

  /** An account with a password and an identity at the provider. */
  async function account(name: string): Promise<Owner> {
    const owner = await person(name);
    const subject = `subject of ${name}`;
    await db.admin`
      insert into rowseal_private.identities (provider, subject, subject_hash, user_id)
      values ('corp', ${subject}, rowseal_private.text_hash(${subject}), ${owner.id})`;
    return { ...owner, subject };
  }

  /** Has a password, and nothing else. */
  const plain = await account('plain');
  /** Owns a workspace, and invites. */
  const host = await person('host');
  await db.admin`
    insert into rowseal.memberships (workspace_id, user_id, role)
    select id, ${host.id}, 'owner' from rowseal.workspaces where slug = 'factors'`;

  /** Has an authenticator app. */
  const guarded = await account('guarded');
  const begun = await guarded.ask('POST', '/v1/auth/factors/totp', {});
  const secret = fromBase32(begun.body.secret);
  const url = `/v1/auth/factors/totp/${begun.body.id}/confirm`;
  const recoveryCodes: string[] = (await guarded.ask('POST', url, { code: await freshCode() })).body.recovery_codes;

  /** A code of the guarded one that was not used yet. */
  async function freshCode(): Promise<string> {
    await db.admin`update rowseal_private.totp_factors set last_step = 0`;
    return codeOf(secret);
  }

  /** Somebody who has a passkey, and no other second factor; it verifies its user, or not. */
  async function withPasskey(name: string, userVerified: boolean) {
    const owner = await account(name);
    const headers = { authorization: `Bearer ${owner.bearer}` };
    const key = authenticator(PUBLIC_URL, { userVerified });
    const { options, browser_secret } = (await post('/v1/auth/factors/passkeys', { transport: 'body' }, headers)).body;
    const made = { passkey: key.create(options), name: 'Key', browser_secret };
    const { status } = await post('/v1/auth/factors/passkeys/confirm', made, headers);
    if (status !== 201) throw new Error(`no passkey was made: ${status}`);
    return { ...owner, key };
  }
  /** Has a passkey that does not verify its user. */
  const keyed = await withPasskey('keyed', false);

  /** The levels of the sessions that somebody has. */
  async function levelsOf({ id }: Owner): Promise<number[]> {
    const rows = await db.admin<{ level: number }[]>`
      select rowseal_private.proved_level(user_id, id) as level from rowseal_private.sessions
       where user_id = ${id} and revoked_at is null order by level`;
    return rows.map(({ level }) => level);
  }
  const mailed = async ({ email }: Owner, kind: string) => {
    const mail = (await composedMails(db.admin)).find((each) => each.recipient === email && each.kind === kind);
    return mail?.variables.token ?? '';
  };

  /** The code that was mailed to somebody. */
  async function mailedCode({ email }: Owner): Promise<string> {
    const mail = (await composedMails(db.admin)).find((each) => each.recipient === email && each.kind === 'email_code');
    return emailCodes(TEST_MASTER_KEY).open(email, String(mail?.variables['code_jwe']));
  }

  const memberships = async ({ id }: Owner) =>
    (
      await db.admin`
        select from rowseal.memberships
         where user_id = ${id} and workspace_id = rowseal_private.workspace_named('factors')`
    ).length;

  /** What somebody does who has no code: everything else that the path asks for. */
  const paths: Record<string, (owner: Owner) => Promise<unknown>> = {
    'a password': ({ email }) => logIn(email, { transport: 'body' }),
    'a password on the page': ({ email }) => browser().submit('/sign-in', { email, password: PASSWORD }),
    'a password on the page of an application': async ({ email }) => {
      const here = browser();
      const begun = await here.open(client.authorize());
      const request = /request=([0-9a-f-]{36})/.exec(begun.payload)?.[1] ?? '';
      await here.submit('/sign-in', { email, password: PASSWORD, request });
      const next = await here.open(`/sign-in?request=${request}`);
      return here.submit('/consent', { request, decision: 'allow' }).then((answer) => [next, answer]);
    },
    'a provider': ({ subject, email }) => browser().signIn('corp', { sub: subject, email, email_verified: true }),
    'a reset of the password on the page': async (owner) => {
      const { email } = owner;
      await post('/v1/auth/password/forgot', { email });
      const here = browser();
      const reset = { token: await mailed(owner, 'reset_password'), password: PASSWORD };
      expect((await here.submit('/reset-password', reset)).statusCode).toBe(200);
      await here.submit('/sign-in', { email, password: PASSWORD });
    },
    'a reset of the password, and the new one': async (owner) => {
      await post('/v1/auth/password/forgot', { email: owner.email });
      const token = await mailed(owner, 'reset_password');
      expect((await post('/v1/auth/password/reset', { token, password: PASSWORD })).status).toBe(204);
      await logIn(owner.email, { transport: 'body' });
    },
    'a mailed code': async (owner) => {
      const asked = await post('/v1/auth/email-codes', { email: owner.email, transport: 'body' });
      const given = {
        provider: 'email_code',
        browser_secret: asked.body.browser_secret,
        code: await mailedCode(owner),
      };
      await post('/v1/auth/token', { ...given, transport: 'body' });
    },
    'a mailed code on the page': async (owner) => {
      const here = browser();
      await here.submit('/sign-in-mail', { email: owner.email });
      await here.submit('/sign-in-mailed-code', { code: await mailedCode(owner) });
    },
    'a mailed code beside the password': async (owner) => {
      const { challenge } = (await logIn(owner.email, { transport: 'body' })).body;
      const asked = await post('/v1/auth/email-codes', { email: owner.email, purpose: 'step_up', transport: 'body' });
      const given = { browser_secret: asked.body.browser_secret, code: await mailedCode(owner) };
      if (challenge) await post('/v1/auth/token', { provider: 'email_code', challenge, ...given });
      if (challenge) await post('/v1/auth/token', { provider: 'recovery_code', challenge, code: given.code });
    },
    'a reset by mail and a mailed code, which are one channel': async (owner) => {
      await post('/v1/auth/password/forgot', { email: owner.email });
      const token = await mailed(owner, 'reset_password');
      expect((await post('/v1/auth/password/reset', { token, password: PASSWORD })).status).toBe(204);
      const asked = await post('/v1/auth/email-codes', { email: owner.email, transport: 'body' });
      const given = {
        provider: 'email_code',
        browser_secret: asked.body.browser_secret,
        code: await mailedCode(owner),
      };
      await post('/v1/auth/token', { ...given, transport: 'body' });
      await logIn(owner.email, { transport: 'body' });
    },
    'an invitation': async (owner) => {
      const inviter = (await logIn(host.email, { transport: 'body' })).body.access_token;
      const headers = { authorization: `Bearer ${inviter}`, 'x-rowseal-workspace': 'factors' };
      await db.admin`
        delete from rowseal.memberships
         where user_id = ${owner.id} and workspace_id = rowseal_private.workspace_named('factors')`;
      expect((await post('/v1/invitations', { email: owner.email, role: 'member' }, headers)).status).toBe(201);
      const here = browser();
      const invited = await here.open(`/accept-invitation?token=${await mailed(owner, 'invitation')}`);
      expect(invited.statusCode).toBeLessThan(400);
      await here.submit('/sign-in', { email: owner.email, password: PASSWORD });
      await here.open('/accept-invitation');
      expect(await memberships(owner)).toBe(0);
    },
    'a device that is known': async ({ email, subject }) => {
      const here = browser();
      await here.submit('/sign-in', { email, password: PASSWORD });
      if (subject === guarded.subject) await here.submit('/sign-in-code', { code: await freshCode() });
      expect([...here.cookies.keys()].some((name) => name.includes('device'))).toBe(true);
      await db.admin`delete from rowseal_private.sessions`;
      await here.submit('/sign-in', { email, password: PASSWORD });
    },
    'a second tab': async ({ email }) => {
      const here = browser();
      await Promise.all([1, 2].map(() => here.submit('/sign-in', { email, password: PASSWORD })));
      await here.open('/account');
      await here.open('/sign-in');
    },
  };

  /** The code that the client gets by the browser of somebody who is signed in, and consents. */
  async function codeFor(refreshToken: string, more: Record<string, string> = {}, form: Record<string, string> = {}) {
    const here = browser();
    here.cookies.set(COOKIE, { value: refreshToken, strict: true });
    const begun = await here.open(client.authorize({ scope: 'openid offline_access', prompt: 'consent', ...more }));
    const request = /request=([0-9a-f-]{36})/.exec(begun.payload)?.[1] ?? '';
    const answered = await here.submit('/consent', { request, decision: 'allow', ...form });
    return new URL(`${answered.headers.location}`).searchParams.get('code') ?? '';
  }
  /** What the client is answered at its token endpoint. */
  async function tokensFor(fields: Record<string, string>) {
    const { payload } = await browser().submit('/v1/oauth/token', { client_id: client.id, ...fields });
    return JSON.parse(payload) as Record<'refresh_token' | 'access_token' | 'id_token' | 'error', string>;
  }
  const redeem = (code: string) =>
    tokensFor({
      grant_type: 'authorization_code',
      code,
      redirect_uri: client.redirectUri,
      code_verifier: client.verifier,
    });

  const people = { plain, guarded, keyed, host };
  return {
    ...people,
    app,
    db,
    browser,
    client,
    post,
    send,
    logIn,
    person,
    account,
    withPasskey,
    secret,
    recoveryCodes,
    freshCode,
    levelsOf,
    mailed,
    mailedCode,
    codeFor,
    tokensFor,
    redeem,
    paths,
  };
}
