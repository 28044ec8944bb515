import { afterEach, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const { db, send, token, me, graphql } = await demoApp();
const OWNER = 'owner@acme.test';
const MEMBER = 'member@acme.test';
const NOTES = '{ allNotes { totalCount } }';
const NONE = { required_assurance: null, grace_seconds: 604_800 };

const call = (method: 'GET' | 'POST' | 'PUT', url: string, session: string, payload?: object) =>
  send({
    method,
    url,
    headers: { authorization: `Bearer ${session}`, 'x-rowseal-workspace': 'acme' },
    ...(payload === undefined ? {} : { payload }),
  });
const policy = (session: string, asked: object) => call('PUT', '/v1/workspace/policy', session, asked);
const sessionOf = (accessToken: string) =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
/** A session that has proved two factors just now, of somebody who has an authenticator app. */
const twoFactors = async (email: string) => {
  const session = await token(email);
  const { sub, sid } = sessionOf(session);
  await db.admin`
    insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
    values (${sub}, ${sid}, 'totp', now()) on conflict do nothing`;
  return { session, id: sub as string };
};
const giveApp = (email: string) => db.admin`
  insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
  select id, rowseal.uuidv7(), 'a.b.c.d.e', now() from rowseal.users where email = ${email}
  on conflict do nothing`;

afterEach(async () => {
  await db.admin`delete from rowseal_private.totp_factors`;
  await db.admin`update rowseal.workspaces set required_assurance = null`;
  await db.admin`update rowseal_private.settings set required_assurance = null`;
});

test('a policy holds for every credential and door at once, and says what is missing', async () => {
  const member = await token(MEMBER);
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  const made = await call('POST', '/v1/tokens', member, { name: 'script', expires_at });
  const { session: owner } = await twoFactors(OWNER);
  await giveApp(OWNER);
  expect((await graphql(NOTES, { token: member, workspace: 'acme' })).body.data, 'the control').toBeDefined();
  expect((await policy(owner, { required_assurance: 2, grace_seconds: 0 })).status).toBe(204);

  for (const refused of [
    await me(member, 'acme'),
    await graphql(NOTES, { token: member, workspace: 'acme' }),
    await me(made.body.token, 'acme'),
    await graphql(NOTES, { token: made.body.token, workspace: 'acme' }),
  ]) {
    expect([refused.status, refused.body.code, refused.body.acr_values]).toEqual([
      403,
      'second_factor_missing',
      'urn:rowseal:assurance:2',
    ]);
  }
  // Without a workspace everything is open that enrolling needs.
  expect((await me(member)).status).toBe(200);
  expect(
    (await send({ url: '/v1/auth/factors', headers: { authorization: `Bearer ${member}` } })).status,
    'factors are listed',
  ).toBe(200);

  await giveApp(MEMBER);
  for (const refused of [await me(member, 'acme'), await graphql(NOTES, { token: member, workspace: 'acme' })]) {
    expect([refused.status, refused.body.code, refused.body.acr_values]).toEqual([
      401,
      'assurance_required',
      'urn:rowseal:assurance:2',
    ]);
    expect(String(refused.headers['www-authenticate'])).toMatch(
      /error="insufficient_user_authentication", acr_values="urn:rowseal:assurance:2"/,
    );
  }
  expect((await me(made.body.token, 'acme')).status, 'a token of who has the factor').toBe(200);
  const { sub, sid } = sessionOf(member);
  await db.admin`
    insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
    values (${sub}, ${sid}, 'totp', now())`;
  expect((await me(member, 'acme')).status, 'a step-up counts at once').toBe(200);
  expect((await call('GET', '/v1/workspace/policy', member)).body).toEqual({
    required_assurance: 2,
    grace_seconds: 0,
    proved: 2,
    due_at: null,
  });
  expect((await policy(owner, NONE)).status).toBe(204);
});

test('who sets a policy meets it', async () => {
  const owner = await token(OWNER);
  expect((await policy(owner, { required_assurance: 2, grace_seconds: 0 })).body.code).toBe('shuts_you_out');
  await giveApp(OWNER);
  const stepUp = await policy(owner, { required_assurance: 2, grace_seconds: 0 });
  expect([stepUp.status, stepUp.body.code]).toEqual([401, 'insufficient_user_authentication']);
  expect((await policy(await token(MEMBER), NONE)).body.code).toBe('insufficient_scope');
  expect((await policy(owner, { required_assurance: 1, grace_seconds: 0 })).body.code).toBe('invalid_input');
  expect((await policy(owner, { required_assurance: 2, grace_seconds: 8_000_000 })).body.code).toBe('invalid_input');
});

test('who lacks the factor is listed, by REST and GraphQL, and one of them is excused for a day', async () => {
  const { session: owner, id: ownerId } = await twoFactors(OWNER);
  await giveApp(OWNER);
  const set = await graphql(
    'mutation { setWorkspacePolicy(input: { requiredAssurance: 2, grace: { seconds: 0 } }) { clientMutationId } }',
    { token: owner, workspace: 'acme' },
  );
  expect(set.body.errors).toBeUndefined();
  const { body: listed } = await call('GET', '/v1/workspace/policy/members', owner);
  const member = listed.members.find(({ email }: { email: string }) => email === MEMBER);
  expect([member.provable, member.waived_until]).toEqual([1, null]);
  expect(listed.members.map(({ email }: { email: string }) => email)).not.toContain(OWNER);
  const asked = await graphql(
    '{ workspace { policy { requiredAssurance proved dueAt } unprovedMembers { nodes { rowId email provable } } } }',
    { token: owner, workspace: 'acme' },
  );
  expect(asked.body.errors).toBeUndefined();
  expect(asked.body.data.workspace.policy).toEqual({ requiredAssurance: 2, proved: 2, dueAt: null });
  expect(asked.body.data.workspace.unprovedMembers.nodes).toContainEqual({
    rowId: member.id,
    email: MEMBER,
    provable: 1,
  });

  const waiver = (id: string) => call('POST', `/v1/members/${id}/waiver`, owner);
  expect((await waiver(ownerId)).body.code).toBe('another_person_required');
  const session = await token(MEMBER);
  expect((await me(session, 'acme')).body.code).toBe('second_factor_missing');
  const waived = await waiver(member.id);
  expect(waived.status).toBe(200);
  expect(Math.abs(new Date(waived.body.ends_at).getTime() - Date.now() - 86_400_000)).toBeLessThan(600_000);
  expect((await me(session, 'acme')).status).toBe(200);
  const again = await graphql(`mutation { waivePolicy(input: { userId: "${member.id}" }) { userId endsAt } }`, {
    token: owner,
    workspace: 'acme',
  });
  expect(again.body.data.waivePolicy.userId).toBe(member.id);
  expect((await policy(owner, NONE)).status).toBe(204);
});

test('what the installation asks of everybody holds in every workspace', async () => {
  const member = await token(MEMBER);
  await db.admin`update rowseal_private.settings set required_assurance = 2, assurance_grace = '0'`;
  await db.admin`update rowseal.users set created_at = now() - interval '1 day' where email = ${MEMBER}`;
  expect((await me(member, 'acme')).body.code).toBe('second_factor_missing');
  expect((await me(member)).status).toBe(200);
  await db.admin`update rowseal_private.settings set assurance_grace = '1 day'`;
  expect((await me(member, 'acme')).status).toBe(200);
  await db.admin`update rowseal_private.settings set required_assurance = null`;
});

test('who is in the grace period, or excused, makes nothing that others enter by', async () => {
  const plain = await token(OWNER);
  const { session: two } = await twoFactors(OWNER);
  const expires_at = new Date(Date.now() + 20 * 86_400_000).toISOString();
  const { id } = (await call('POST', '/v1/services', plain, { name: 'Import', scopes: ['notes:read'] })).body;
  const invited = await call('POST', '/v1/invitations', plain, { email: 'earlier@nowhere.test', role: 'member' });
  expect(invited.status).toBe(201);
  let turn = 0;
  const patch = (session: string, changes: object) => {
    const headers = { authorization: `Bearer ${session}`, 'x-rowseal-workspace': 'acme' };
    return send({ method: 'PATCH', url: `/v1/services/${id}`, headers, payload: changes });
  };
  const makeAll = async (session: string) => {
    turn += 1;
    await db.admin`update rowseal_private.services set disabled_at = now(), scopes = '{notes:read}' where id = ${id}`;
    const answers = [
      await call('POST', `/v1/services/${id}/keys`, session, { expires_at }),
      await patch(session, { enabled: true }),
      await patch(session, { scopes: ['notes:read', 'notes:write'] }),
      await call('POST', '/v1/invitation-links', session, { role: 'member', max_uses: 9, expires_at }),
      await call('POST', '/v1/invitations', session, { email: `new${turn}@nowhere.test`, role: 'member' }),
      await call('POST', '/v1/invitations/bulk', session, { emails: [`many${turn}@nowhere.test`], role: 'member' }),
      await call('POST', `/v1/invitations/${invited.body.id}/resend`, session, {}),
    ];
    return answers.map(({ status, body }) => body?.code ?? status);
  };

  await db.admin`update rowseal.workspaces set required_assurance = 2, assurance_grace = '7 days' where slug = 'acme'`;
  expect((await me(plain, 'acme')).status, 'in the grace period the workspace is entered').toBe(200);
  expect(new Set(await makeAll(plain))).toEqual(new Set(['second_factor_missing']));
  await giveApp(OWNER);
  expect(new Set(await makeAll(plain))).toEqual(new Set(['assurance_required']));
  await db.admin`update rowseal.workspaces set assurance_grace = '0' where slug = 'acme'`;
  await db.admin`
    insert into rowseal_private.policy_waivers (workspace_id, user_id, ends_at, waived_by)
    select workspaces.id, users.id, now() + interval '1 hour', users.id from rowseal.workspaces, rowseal.users
     where slug = 'acme' and email = ${OWNER}`;
  expect((await me(plain, 'acme')).status, 'who is excused enters').toBe(200);
  expect(new Set(await makeAll(plain))).toEqual(new Set(['assurance_required']));
  // The control: who has shown both, and who is asked for nothing.
  expect(await makeAll(two)).toEqual([201, 204, 204, 201, 201, 200, 200]);
  await db.admin`update rowseal.workspaces set required_assurance = null`;
  await db.admin`delete from rowseal_private.totp_factors`;
  await db.admin`update rowseal_private.settings set required_assurance = 2, assurance_grace = '7 days'`;
  expect(new Set(await makeAll(plain)), 'what the installation asks').toEqual(new Set(['second_factor_missing']));
  await db.admin`update rowseal_private.settings set required_assurance = null`;
  expect(await makeAll(plain)).toEqual([201, 204, 204, 201, 201, 200, 200]);
});
