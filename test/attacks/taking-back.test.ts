import { afterAll, describe, expect, test } from 'vitest';
import { digestOf } from '#server/credentials/token-format.ts';
import { connect } from '#test/support/connect.ts';
import { oauthServer } from '#test/support/oauth-server.ts';
import { rowOf } from '#test/support/refresh-tokens.ts';

const { db, send, addClient, codeFor, person, me } = await oauthServer();
const client = await addClient();
const issuer = connect(db.issuerUrl);
afterAll(() => issuer.end());
await db.admin`
  insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
  values ('corp', 'oidc', 'Corp', 'https://corp.example.com', 'rowseal', 'a.b.c.d.e', 'openid')`;

const post = (path: string, body: object, headers = {}) =>
  send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Does something while something else is under way, and lets that end once the first waits for it. Fails if it never does. */
async function meanwhile<T>(underWay: (sql: typeof issuer) => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  let working: Promise<T> | undefined;
  let ended = false;
  await issuer.begin(async (sql) => {
    await underWay(sql as unknown as typeof issuer);
    working = work().finally(() => {
      ended = true;
    });
    for (;;) {
      const waiting = await db.admin`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      if (waiting.length > 0) return;
      if (ended) throw new Error('nothing waited');
    }
  });
  return working as Promise<T>;
}

describe('who takes an account back waits for what is under way, and leaves nothing of it', () => {
  /** An account whose address nobody has proved, and an identity that is connected to it. */
  async function grabbed(email: string) {
    await post('/v1/auth/register', { email, password: 'a password of the grabber' });
    const login = { provider: 'password', email, password: 'a password of the grabber', transport: 'body' };
    const { refresh_token } = (await post('/v1/auth/token', login)).body;
    const [session] = await db.admin`
      select owner_id as user_id, id as session_id from rowseal.parse_token(${refresh_token})`;
    const [proof] = await db.admin`
      select rowseal_private.issue_proof('reset_password', ${session?.['user_id']}, rowseal.uuidv7(), ${email}) as token`;
    const reset = () =>
      post('/v1/auth/password/reset', { token: proof?.['token'], password: 'a password of the owner' });
    return { user: session?.['user_id'], session: session?.['session_id'], reset };
  }
  const left = async (user: string) => {
    const identities = await db.admin`select provider from rowseal_private.identities where user_id = ${user}`;
    const sessions =
      await db.admin`select from rowseal_private.sessions where user_id = ${user} and revoked_at is null`;
    return { ways: identities.map(({ provider }) => provider), sessions: sessions.length };
  };

  test('of an identity that is being connected', async () => {
    const { user, session, reset } = await grabbed('linking@corp.test');
    const answer = await meanwhile(async (sql) => {
      const [linked] = await sql`
        select status from rowseal_private.log_in_with_identity(
          'corp', 'grabber', null, false, null, ${user}, ${session}, true)`;
      expect(linked?.['status']).toBe('linked');
    }, reset);
    expect(answer.status).toBe(204);
    expect(await left(user)).toEqual({ ways: ['password'], sessions: 0 });
  });

  test('of a login by an identity that was connected', async () => {
    const { user, reset } = await grabbed('entering@corp.test');
    await db.admin`
      insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
      values ('corp', sha256('entering'), 'entering', ${user})`;
    const answer = await meanwhile(async (sql) => {
      const [opened] = await sql`select status from rowseal_private.log_in_with_identity('corp', 'entering')`;
      expect(opened?.['status']).toBe('ok');
    }, reset);
    expect(answer.status).toBe(204);
    expect(await left(user)).toEqual({ ways: ['password'], sessions: 0 });
  });
});

test('who ends all other sessions waits for a code that is being redeemed, and ends what it opens', async () => {
  const { code, verifier } = await codeFor(client);
  const { access_token } = (await post('/v1/auth/token', { provider: 'password', ...person('member@acme.test') })).body;
  const answer = await meanwhile(
    async (sql) => {
      const [opened] = await sql`
        select status from rowseal_private.redeem_code(
          ${rowOf(code)}, ${client.client_id}, null, ${digestOf(verifier)}, null, null, null
        )`;
      expect(opened?.['status']).toBe('ok');
    },
    () =>
      send('/v1/auth/sessions?others=true', { method: 'DELETE', headers: { authorization: `Bearer ${access_token}` } }),
  );
  expect(answer.status).toBe(200);
  const open = await db.admin`
    select from rowseal_private.sessions where client_id = ${client.client_id} and revoked_at is null`;
  expect(open).toHaveLength(0);
  expect((await me(access_token)).status).toBe(200);
});
