import { beforeEach, describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';
import { mailServer, mailWorker, tokenIn } from '#test/support/mail.ts';

const { db, send, logIn, token, me } = await demoApp({ graphql: false });
const mail = await mailServer();
await mailWorker(db.workerUrl, mail.url);

interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  path?: string;
  session: string;
  workspace?: string;
  payload?: object;
}

const call = ({ method = 'GET', path = '', session, workspace, payload }: Call) =>
  send({
    method,
    url: `/v1/invitations${path}`,
    headers: {
      authorization: `Bearer ${session}`,
      ...(workspace === undefined ? {} : { 'x-rowseal-workspace': workspace }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
const invite = (session: string, email: string, role: string, workspace = 'acme') =>
  call({ method: 'POST', session, workspace, payload: { email, role } });
const accept = (session: string, invitation: string) =>
  call({ method: 'POST', path: '/accept', session, payload: { token: invitation } });

/** Somebody new, logged in. */
async function newcomer(email: string): Promise<string> {
  const password = `a password of ${email}`;
  await send({ method: 'POST', url: '/v1/auth/register', payload: { email, password } });
  return (await logIn(email, {}, password)).body.access_token;
}

const owner = await token('owner@acme.test');

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
  mail.inbox.splice(0);
});

describe('an invitation', () => {
  test('is mailed to an address, and makes its owner a member, once', async () => {
    const made = await invite(owner, 'Ada@New.test', 'member');
    expect(made).toMatchObject({ status: 201, body: { id: expect.any(String), expires_at: expect.any(String) } });
    expect(JSON.stringify(made.body)).not.toContain('rsi_');
    const received = await mail.next('ada@new.test', 'Invitation to Acme');
    expect(received.text).toContain('owner@acme.test invited you to Acme at Rowseal, as member.');
    const invitation = tokenIn(received, 'accept-invitation');
    expect((await call({ session: owner, workspace: 'acme' })).body.invitations).toMatchObject([
      { id: made.body.id, email: 'ada@new.test', role: 'member' },
    ]);

    const ada = await newcomer('ada@new.test');
    expect((await me(ada, 'acme')).body.code).toBe('not_a_member');
    const accepted = await accept(ada, invitation);
    expect(accepted).toMatchObject({ status: 200, body: { role: 'member' } });
    const { body } = await me(ada, 'acme');
    expect(body).toMatchObject({
      user: { email_verified: true },
      workspace: { id: accepted.body.workspace_id, slug: 'acme', role: 'member' },
    });
    expect(await accept(ada, invitation)).toMatchObject({ status: 400, body: { code: 'invalid_proof' } });
    expect((await call({ session: owner, workspace: 'acme' })).body.invitations).toEqual([]);
    expect(await invite(owner, 'ada@new.test', 'viewer')).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  test('is for who was invited, with a session, and nobody else', async () => {
    await invite(owner, 'gus@new.test', 'viewer');
    const invitation = tokenIn(await mail.next('gus@new.test'), 'accept-invitation');
    const stranger = await newcomer('eve@new.test');
    expect(await accept(stranger, invitation)).toMatchObject({
      status: 403,
      body: { code: 'invitation_for_another' },
    });
    const limited = (await logIn('eve@new.test', { scope: 'notes:read' }, 'a password of eve@new.test')).body
      .access_token;
    expect(await accept(limited, invitation)).toMatchObject({ status: 403, body: { code: 'session_required' } });
    const script = await send({
      method: 'POST',
      url: '/v1/tokens',
      headers: { authorization: `Bearer ${owner}`, 'x-rowseal-workspace': 'acme' },
      payload: { name: 'script', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
    });
    expect(await accept(script.body.token, invitation)).toMatchObject({
      status: 403,
      body: { code: 'session_required' },
    });
    expect((await accept(await newcomer('gus@new.test'), invitation)).status).toBe(200);
  });

  test('accepted fifty times at once makes one membership', async () => {
    await invite(owner, 'race@new.test', 'viewer');
    const invitation = tokenIn(await mail.next('race@new.test'), 'accept-invitation');
    const session = await newcomer('race@new.test');
    const answers = await Promise.all(Array.from({ length: 50 }, () => accept(session, invitation)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'invalid_proof')).toHaveLength(49);
    const [row] = await db.admin`
      select count(*)::int as memberships from rowseal.memberships join rowseal.users on users.id = user_id where email = 'race@new.test'`;
    expect(row?.['memberships']).toBe(1);
    const events =
      await db.admin`select from rowseal_private.audit_events where kind = 'invitation_accepted' and details ->> 'role' = 'viewer'
                                     and user_id = (select id from rowseal.users where email = 'race@new.test')`;
    expect(events).toHaveLength(1);
  });

  test('that is revoked or replaced is refused', async () => {
    const { body } = await invite(owner, 'late@new.test', 'viewer');
    const first = tokenIn(await mail.next('late@new.test'), 'accept-invitation');
    const late = await newcomer('late@new.test');
    expect((await invite(owner, 'late@new.test', 'member')).body.id).toBe(body.id);
    const second = tokenIn(await mail.next('late@new.test', 'Invitation to Acme'), 'accept-invitation');
    expect(await accept(late, first)).toMatchObject({ status: 400, body: { code: 'invalid_proof' } });
    const path = `/${body.id}`;
    expect((await call({ method: 'DELETE', path, session: owner, workspace: 'acme' })).status).toBe(204);
    expect((await call({ method: 'DELETE', path, session: owner, workspace: 'acme' })).status).toBe(404);
    expect(await accept(late, second)).toMatchObject({ status: 400, body: { code: 'invalid_proof' } });
    expect((await me(late, 'acme')).status).toBe(403);
  });

  test('is refused while its inviter could not make it now', async () => {
    await db.admin`insert into rowseal.memberships (workspace_id, user_id, role)
                   select w.id, u.id, 'admin' from rowseal.workspaces as w, rowseal.users as u
                    where w.slug = 'globex' and u.email = 'viewer@acme.test'`;
    const admin = await token('viewer@acme.test');
    expect((await invite(admin, 'kim@new.test', 'member', 'globex')).status).toBe(201);
    const invitation = tokenIn(await mail.next('kim@new.test'), 'accept-invitation');
    const kim = await newcomer('kim@new.test');
    const demote = (role: string) =>
      db.admin`update rowseal.memberships set role = ${role} from rowseal.users
                where users.id = user_id and email = 'viewer@acme.test'
                  and workspace_id = (select id from rowseal.workspaces where slug = 'globex')`;
    await demote('viewer');
    expect(await accept(kim, invitation)).toMatchObject({ status: 400, body: { code: 'invalid_proof' } });
    await demote('admin');
    expect((await accept(kim, invitation)).status).toBe(200);
  });
});

test.each([
  ['a viewer invites', 'viewer@acme.test', 'acme', 'viewer', 403, 'insufficient_scope'],
  ['no workspace is named', 'owner@acme.test', undefined, 'viewer', 400, 'workspace_required'],
  ['the workspace is of others', 'owner@acme.test', 'globex', 'viewer', 403, 'not_a_member'],
  ['there is no such role', 'owner@acme.test', 'acme', 'emperor', 404, 'not_found'],
  ['a role is no name', 'owner@acme.test', 'acme', 'The Boss', 400, 'invalid_input'],
])('where %s, nobody is invited', async (_, email, workspace, role, status, code) => {
  const session = await token(email);
  const answer = await send({
    method: 'POST',
    url: '/v1/invitations',
    headers: {
      authorization: `Bearer ${session}`,
      ...(workspace === undefined ? {} : { 'x-rowseal-workspace': workspace }),
    },
    payload: { email: 'nobody@new.test', role },
  });
  expect(answer).toMatchObject({ status, body: { code } });
  expect(await db.admin`select from rowseal.invitations where email = 'nobody@new.test'`).toHaveLength(0);
});

test('many are invited at once, each with an answer', async () => {
  const answer = await send({
    method: 'POST',
    url: '/v1/invitations/bulk',
    headers: { authorization: `Bearer ${owner}`, 'x-rowseal-workspace': 'acme' },
    payload: { emails: ['Many-1@Bücher.test', 'nobody', 'member@acme.test'], role: 'viewer' },
  });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      invitations: [
        { email: 'many-1@xn--bcher-kva.test', status: 'invited', retry_after: null },
        { email: 'member@acme.test', status: 'already_member', id: null, expires_at: null },
        { email: 'nobody', status: 'invalid', id: null },
      ],
    },
  });
  const [invitation] = await db.admin`select id from rowseal.invitations where email = 'many-1@xn--bcher-kva.test'`;
  expect(answer.body.invitations[0].id).toBe(invitation?.['id']);
});

test('an incomplete token is refused before any query', async () => {
  for (const broken of ['', 'rsi_', `rsv_${'A'.repeat(92)}`, `rsi_${'A'.repeat(92)}`])
    expect(await accept(owner, broken), broken).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
});
