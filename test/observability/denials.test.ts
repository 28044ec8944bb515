import { expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const lines: Record<string, unknown>[] = [];
const logStream = { write: (line: string) => lines.push(JSON.parse(line)) };
const { app, db, send, token, me, graphql } = await demoApp({ development: true, logLevel: 'info', logStream });

const WRITE = 'mutation { createNote(input: { note: { title: "x" } }) { note { title } } }';

/** What is logged while something is done. */
async function loggedDuring(act: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const before = lines.length;
  await act();
  return lines.slice(before);
}

/** The denials among lines, and that each names its request. */
function denialsIn(logged: Record<string, unknown>[]) {
  return logged
    .filter(({ msg }) => msg === 'denied')
    .map(({ reason, workspace, reqId }) => [reason, workspace, typeof reqId]);
}

test('what the database denies is logged and counted, with code, user, credential, workspace and request', async () => {
  const viewer = await token('viewer@acme.test');
  const { user, session_id } = (await me(viewer)).body;
  const logged = await loggedDuring(async () => {
    await me(viewer, 'globex');
    await graphql(WRITE, { token: viewer, workspace: 'acme' });
    await graphql(
      `mutation { a: createNote(input: { note: { title: "x" } }) { note { title } }
                              b: createNote(input: { note: { title: "x" } }) { note { title } } }`,
      {
        token: viewer,
        workspace: 'acme',
      },
    );
    await db.admin`select rowseal_private.revoke_session(${user.id}, ${session_id}, 'signed_out')`;
    await me(viewer, 'acme');
  });
  expect(denialsIn(logged)).toEqual([
    ['RS004', 'globex', 'string'],
    ['RS006', 'acme', 'string'],
    ['RS006', 'acme', 'string'],
    ['RS002', 'acme', 'string'],
  ]);
  expect(logged.filter(({ msg }) => msg === 'denied')[0]).toMatchObject({ user: user.id, credential: session_id });
  const { payload } = await app.inject({ url: '/metrics' });
  expect(payload).toContain('rowseal_denials_total{reason="RS006"} 2');
});

test('the control: what is allowed is not logged as denied', async () => {
  const member = await token('member@acme.test');
  const logged = await loggedDuring(() => graphql(WRITE, { token: member, workspace: 'acme' }));
  expect(logged.length).toBeGreaterThan(0);
  expect(denialsIn(logged)).toEqual([]);
});

test('an audit event names the request that the log names, and the address that the server saw', async () => {
  const made = await send({
    method: 'POST',
    url: '/v1/tokens',
    headers: { authorization: `Bearer ${await token('owner@acme.test')}`, 'x-rowseal-workspace': 'acme' },
    payload: { name: 'script', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
  });
  const logged = await loggedDuring(() => me(made.body.token));
  const [event] = await db.admin`
    select request_id, host(ip) as ip, credential_id, login_role from rowseal_private.audit_events where kind = 'token_first_used'`;
  expect(event).toEqual({
    request_id: expect.any(String),
    ip: '127.0.0.1',
    credential_id: made.body.id,
    login_role: 'rowseal_gateway',
  });
  expect(logged.map(({ reqId }) => reqId)).toContain(event?.['request_id']);
});
