import { describe, expect, test } from 'vitest';
import { isWholeToken } from '#server/credentials/token-format.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { createPerson } from '#test/support/people.ts';

const { db, send, token, me } = await demoApp({ graphql: false });
const owner = await token('owner@acme.test');

interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  path?: string;
  session?: string;
  payload?: object;
}

const call = ({ method = 'GET', path = '', session = owner, payload }: Call) =>
  send({
    method,
    url: `/v1/invitation-links${path}`,
    headers: { authorization: `Bearer ${session}`, 'x-rowseal-workspace': 'acme' },
    ...(payload === undefined ? {} : { payload }),
  });
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const make = (payload: object = {}, session = owner) =>
  call({ method: 'POST', session, payload: { role: 'viewer', max_uses: 1, expires_at: inHours(1), ...payload } });
const join = (session: string, link: string) =>
  send({
    method: 'POST',
    url: '/v1/invitation-links/accept',
    headers: { authorization: `Bearer ${session}` },
    payload: { token: link },
  });

/** Somebody who is not of acme, with a verified address, logged in. */
async function somebody(workspace = 'globex', role = 'viewer') {
  const { entry, refreshToken } = await createPerson(db.admin, workspace, role);
  const [row] = await db.admin<{ email: string }[]>`
    update rowseal.users set email_verified_at = now() where id = ${entry.sub} returning email`;
  const payload = { refresh_token: refreshToken };
  const { body } = await send({ method: 'POST', url: '/v1/auth/refresh', payload });
  return { id: entry.sub, email: row?.email ?? '', session: body.access_token as string };
}
const domainOf = (email: string) => email.split('@')[1];

describe('an invitation link', () => {
  test('is shown once, and lets in as many as it says', async () => {
    const [ada, ben, cal] = [await somebody(), await somebody(), await somebody()];
    const made = await make({ max_uses: 2, email_domain: domainOf(ada.email)?.toUpperCase() });
    expect(made).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } });
    expect(isWholeToken('rsj_', made.body.token)).toBe(true);
    expect(await join(ada.session, made.body.token)).toMatchObject({ status: 200, body: { role: 'viewer' } });
    expect((await me(ada.session, 'acme')).body.workspace).toMatchObject({ slug: 'acme', role: 'viewer' });
    expect((await join(ada.session, made.body.token)).body.code).toBe('conflict');
    expect((await join(ben.session, made.body.token)).status).toBe(200);
    expect(await join(cal.session, made.body.token)).toMatchObject({ status: 400, body: { code: 'invalid_proof' } });
    expect((await me(cal.session, 'acme')).body.code).toBe('not_a_member');
    const listed = await call({});
    expect(listed.body.links.find(({ id }: { id: string }) => id === made.body.id)).toMatchObject({
      ...{ role: 'viewer', email_domain: domainOf(ada.email), max_uses: 2, uses: 2 },
    });
    expect(JSON.stringify(listed.body)).not.toContain(made.body.token.slice(40, 80));
    const uses = await db.admin<{ link: string }[]>`
      select details ->> 'link_id' as link from rowseal_private.audit_events where kind = 'invitation_link_used'
         and details ->> 'link_id' = ${made.body.id}`;
    expect(uses).toHaveLength(2);
  });

  test('says to whom it does not open why', async () => {
    const { body } = await make({ email_domain: 'elsewhere.test', max_uses: 9 });
    const ada = await somebody();
    expect(await join(ada.session, body.token)).toMatchObject({
      status: 403,
      body: { code: 'address_not_allowed', detail: 'The link is for addresses of elsewhere.test' },
    });
    const open = await make({ max_uses: 9 });
    await db.admin`update rowseal.users set email_verified_at = null where email = ${ada.email}`;
    expect((await join(ada.session, open.body.token)).body.code).toBe('address_not_verified');
    await db.admin`update rowseal.users set email_verified_at = now() where email = ${ada.email}`;
    expect((await join(ada.session, open.body.token)).status).toBe(200);
    const headers = { authorization: `Bearer ${owner}`, 'x-rowseal-workspace': 'acme' };
    expect((await send({ method: 'DELETE', url: `/v1/members/${ada.id}`, headers })).status).toBe(204);
    expect(await join(ada.session, open.body.token)).toMatchObject({ status: 403, body: { code: 'former_member' } });
  });

  test('is made and revoked by who may invite, with a session that is limited in nothing', async () => {
    const member = await token('member@acme.test');
    expect((await make({}, member)).body.code).toBe('insufficient_scope');
    const limited = await token('owner@acme.test', { scope: 'members:write members:read' });
    expect((await make({}, limited)).body.code).toBe('session_required');
    expect((await make({ role: 'owner' })).body.code).toBe('insufficient_scope');
    expect((await make({ email_domain: 'no domain' })).body.code).toBe('invalid_input');
    const { body } = await make();
    const revoke = (session: string) => call({ method: 'DELETE', path: `/${body.id}`, session });
    expect((await revoke(member)).body.code).toBe('insufficient_scope');
    expect((await revoke(owner)).status).toBe(204);
    expect((await revoke(owner)).status).toBe(404);
    expect((await join((await somebody()).session, body.token)).body.code).toBe('invalid_proof');
  });

  test('takes no invitation for a link, and no link for an invitation', async () => {
    const { body } = await make();
    const { session } = await somebody();
    const accept = (given: string) =>
      send({
        method: 'POST',
        url: '/v1/invitations/accept',
        headers: { authorization: `Bearer ${session}` },
        payload: { token: given },
      });
    expect((await accept(body.token)).body.code).toBe('invalid_input');
    expect((await join(session, `rsi_${body.token.slice(4)}`)).body.code).toBe('invalid_input');
  });
});

test('of 32 who join at once by a link for seven, seven join', async () => {
  // The control: each of them could, had they come in time.
  const people = await Promise.all(Array.from({ length: 32 }, () => somebody()));
  const { body } = await make({ max_uses: 7 });
  const answers = await Promise.all(people.map(({ session }) => join(session, body.token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
  expect(answers.filter(({ body }) => body.code === 'invalid_proof')).toHaveLength(25);
  const [row] = await db.admin`
    select (select count(*)::int from rowseal.memberships join rowseal.users on users.id = user_id
             where workspace_id = rowseal_private.workspace_named('acme')
               and users.email = any (${people.map(({ email }) => email)})) as members,
           (select count(*)::int from rowseal_private.invitation_link_uses where link_id = ${body.id}) as recorded,
           (select uses from rowseal_private.invitation_links where id = ${body.id}) as uses`;
  expect(row).toEqual({ members: 7, recorded: 7, uses: 7 });
});

test('one person who joins 32 times at once uses it once', async () => {
  const { session } = await somebody();
  const { body } = await make({ max_uses: 32 });
  const answers = await Promise.all(Array.from({ length: 32 }, () => join(session, body.token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === 'conflict')).toHaveLength(31);
  const { links } = (await call({})).body;
  expect(links.find(({ id }: { id: string }) => id === body.id)).toMatchObject({ uses: 1 });
});

test('whoever joins while the maker of the link is removed is in before, or not at all', async () => {
  for (let round = 0; round < 4; round++) {
    const maker = await somebody('acme', 'admin');
    const { body } = await make({ max_uses: 9 }, maker.session);
    const { email, session } = await somebody();
    const headers = { authorization: `Bearer ${owner}`, 'x-rowseal-workspace': 'acme' };
    const [joined, removed] = await Promise.all([
      join(session, body.token),
      send({ method: 'DELETE', url: `/v1/members/${maker.id}`, headers }),
    ]);
    expect(removed.status).toBe(204);
    const [row] = await db.admin`
      select count(*)::int as members from rowseal.memberships join rowseal.users on users.id = user_id
       where workspace_id = rowseal_private.workspace_named('acme') and users.email = ${email}`;
    expect(row?.['members']).toBe(joined.status === 200 ? 1 : 0);
    expect((await join((await somebody()).session, body.token)).body.code).toBe('invalid_proof');
  }
});
