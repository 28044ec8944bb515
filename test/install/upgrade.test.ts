import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '#server/app.ts';
import { formatToken, uuidBytes } from '#server/credentials/token-format.ts';
import { install } from '#server/install/install.ts';
import { connect } from '#test/support/connect.ts';
import { installFirstRelease } from '#test/support/first-release.ts';
import { ownCluster } from '#test/support/own-cluster.ts';

// An installation as the first migration left it, with credentials of every kind in people's hands, is brought to this version.
const masterKey = randomBytes(32);
const cluster = await ownCluster();
const root = connect(cluster.url());
await root`create database app`;
const adminUrl = cluster.url('app');
const admin = connect(adminUrl);
afterAll(async () => {
  await admin.end();
  await root.end();
  await cluster.stop();
});

const VERIFIER = randomBytes(32).toString('base64url');
const secretOf = {
  code: randomBytes(33),
  proof: randomBytes(33),
  invitation: randomBytes(33),
  personal: randomBytes(33),
};
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const token = (prefix: 'rsp_' | 'rsc_' | 'rsi_' | 'rsv_', owner: string, id: string, secret: Buffer) =>
  formatToken(prefix, Buffer.concat([uuidBytes(owner), uuidBytes(id), secret]));
const [user, workspace, other] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const id = '00000000-0000-7000-8000-000000000009';

/** Refresh tokens of a session that was opened, and refreshed so many times, before the upgrade. */
async function openedBefore(rotations: number): Promise<string[]> {
  const [opened] = await admin<{ token: string }[]>`
    select refresh_token as token from rowseal_private.open_session(${user}, null, null, '192.0.2.1', 'a browser')`;
  const tokens = [opened?.token ?? ''];
  for (let n = 0; n < rotations; n++) {
    const [next] = await admin<{ token: string }[]>`
      select refresh_token as token from rowseal_private.refresh_session(${tokens.at(-1) ?? ''})`;
    tokens.push(next?.token ?? '');
  }
  return tokens;
}

let app: Awaited<ReturnType<typeof buildApp>>;
let sessions: Record<'fresh' | 'rotated' | 'replayed' | 'lost' | 'signedOut', string[]>;
let client: { client_id: string; client_secret: string };

beforeAll(async () => {
  await installFirstRelease(adminUrl);
  await admin`create schema app`;
  await admin`insert into rowseal.users (id, email) values (${user}, 'ada@before.test')`;
  await admin`insert into rowseal.workspaces (id, slug, name) values (${workspace}, 'acme', 'Acme'), (${other}, 'globex', 'Globex')`;
  await admin`insert into rowseal.memberships (workspace_id, user_id, role) values (${workspace}, ${user}, 'owner'), (${other}, ${user}, 'owner')`;
  sessions = {
    fresh: await openedBefore(0),
    rotated: await openedBefore(2),
    replayed: await openedBefore(2),
    lost: await openedBefore(1),
    signedOut: await openedBefore(1),
  };
  await admin`
    insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
    values (${user}, ${id}, ${workspace}, 'script', ${sha256(secretOf.personal)}, 'abcd', now() + interval '1 day')`;
  await admin`
    insert into rowseal_private.email_proofs (user_id, id, purpose, secret_hash, email, expires_at)
    values (${user}, ${id}, 'verify_email', ${sha256(secretOf.proof)}, 'ada@before.test', now() + interval '1 day')`;
  const [added] = await admin<(typeof client)[]>`
    select * from rowseal_private.add_client('Web', '{https://app.test/cb}', 'client_secret_basic')`;
  client = added as typeof client;
  await admin`
    insert into rowseal_private.oauth_codes (user_id, id, secret_hash, client_id, redirect_uri, code_challenge, identity_scope, scope,
                                             authenticated_at, expires_at)
    values (${user}, ${id}, ${sha256(secretOf.code)}, ${client.client_id}, 'https://app.test/cb',
            ${sha256(Buffer.from(VERIFIER)).toString('base64url')}, 'openid', '', now(), now() + interval '1 day')`;
  await admin`
    insert into rowseal.invitations (workspace_id, id, email, role, invited_by, expires_at, secret_hash)
    values (${other}, ${id}, 'ada@before.test', 'member', ${user}, now() + interval '1 day', ${sha256(secretOf.invitation)})`;

  await install({ adminUrl, masterKey });
  // Twice: what upgrades may not do it to what has been upgraded.
  await admin`delete from rowseal_private.installed_files`;
  const doors = await install({ adminUrl, masterKey, replace: true });
  app = await buildApp({
    ...doors,
    graphql: false,
    masterKey,
    publicUrl: 'http://localhost:4000',
    schemas: ['app'],
    development: true,
    logLevel: 'silent',
    isLagging: () => false,
  });
  afterAll(() => app.close());
});

async function post(url: string, payload: object, headers: Record<string, string> = {}) {
  const { statusCode, body } = await app.inject({ method: 'POST', url, payload, headers });
  return { status: statusCode, body: body === '' ? {} : JSON.parse(body) };
}
const refresh = (refresh_token: string | undefined) => post('/v1/auth/refresh', { refresh_token });

describe('what was issued before an upgrade', () => {
  test.each(['fresh', 'rotated'] as const)('a session that was %s goes on, and on', async (which) => {
    const { status, body } = await refresh(sessions[which].at(-1));
    expect(status).toBe(200);
    const again = await refresh(body.refresh_token);
    expect(again.status).toBe(200);
    expect((await refresh(body.refresh_token)).body.refresh_token, 'and a retry gets the identical successor').toBe(
      again.body.refresh_token,
    );
  });

  test('an old refresh token counts as nothing, and ends no session', async () => {
    const [first, , newest] = sessions.replayed;
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect((await post('/v1/auth/logout', { refresh_token: first })).status).toBe(204);
    expect((await refresh(newest)).status).toBe(200);
  });

  test('a refresh whose answer was lost in the upgrade counts as nothing, and ends no session', async () => {
    const [presented, successor] = sessions.lost;
    expect(await refresh(presented)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect((await refresh(successor)).status).toBe(200);
  });

  test('the newest refresh token signs out', async () => {
    const newest = sessions.signedOut.at(-1);
    expect((await post('/v1/auth/logout', { refresh_token: newest })).status).toBe(204);
    expect(await refresh(newest)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  });

  test('a personal access token opens what it opened, and no hash of it does', async () => {
    const me = (bytes: Buffer) => {
      const headers = { authorization: `Bearer ${token('rsp_', user, id, bytes)}` };
      return app.inject({ url: '/v1/me', headers });
    };
    expect((await me(secretOf.personal)).statusCode).toBe(200);
    const padded = (hash: Buffer) => Buffer.concat([hash, Buffer.alloc(1)]);
    expect((await me(padded(sha256(secretOf.personal)))).statusCode).toBe(401);
    expect((await me(padded(sha256(sha256(secretOf.personal))))).statusCode).toBe(401);
  });

  test('a code is redeemed by the secret of its client', async () => {
    const { client_id, client_secret } = client;
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/oauth/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
      },
      payload: new URLSearchParams({
        grant_type: 'authorization_code',
        code: token('rsc_', user, id, secretOf.code),
        code_verifier: VERIFIER,
      }).toString(),
    });
    expect([answer.statusCode, answer.json().scope]).toEqual([200, 'openid']);
  });

  test('an invitation is known', async () => {
    const { body } = await refresh((await refresh(sessions.lost.at(-1))).body.refresh_token);
    const answer = await post(
      '/v1/invitations/accept',
      { token: token('rsi_', other, id, secretOf.invitation) },
      { authorization: `Bearer ${body.access_token}` },
    );
    expect(answer, 'who invited themselves is a member already').toMatchObject({ status: 409 });
  });

  test('a mailed token still works', async () => {
    expect((await post('/v1/auth/email/verify', { token: token('rsv_', user, id, secretOf.proof) })).status).toBe(204);
  });
});
