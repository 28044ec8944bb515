import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { demoApp } from '#test/support/demo-app.ts';

const { db, app, send, me, token } = await demoApp({ graphql: false });
const bearer = (access: string) => ({ authorization: `Bearer ${access}`, 'x-rowseal-workspace': 'acme' });

/** Gives somebody further sessions, and tokens for a workspace. */
async function giveMany(userId: string, sessions: number, tokens: number, slug = 'acme'): Promise<void> {
  await db.admin`
    insert into rowseal_private.sessions (user_id, expires_at, refresh_hash)
    select ${userId}, now() + interval '30 days', sha256('x') from generate_series(1, ${sessions}::int)`;
  await db.admin`
    insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
    select ${userId}, rowseal.uuidv7(), workspace.id, 'script ' || n, sha256('x'), 'last', now() + interval '1 day'
      from generate_series(1, ${tokens}::int) as n, rowseal.workspaces as workspace
     where workspace.slug = ${slug}`;
}

/** Opens invitations into acme, and gives somebody workspaces. */
async function giveMore(userId: string, invitations: number, workspaces: number): Promise<void> {
  await db.admin`
    insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
    select workspace.id, 'guest' || n || '@page.test', 'member', ${userId}, now() + interval '1 day'
      from generate_series(1, ${invitations}::int) as n, rowseal.workspaces as workspace
     where workspace.slug = 'acme'`;
  await db.admin`
    with made as (
      insert into rowseal.workspaces (slug, name)
      select 'p' || n || '-' || left(md5(${userId}), 8), 'Page ' || n from generate_series(1, ${workspaces}::int) as n
      returning id
    )
    insert into rowseal.memberships (workspace_id, user_id, role) select id, ${userId}, 'viewer' from made`;
}

describe.each([
  ['/v1/auth/sessions', 'sessions', 131],
  ['/v1/tokens', 'tokens', 130],
  ['/v1/invitations', 'invitations', 130],
  ['/v1/me', 'workspaces', 131],
])('GET %s', (url, list, total) => {
  test('comes in pages, each but the last full, which hold everything once', async () => {
    const access = await token('owner@globex.test');
    const { id } = (await me(access)).body.user;
    await db.admin`delete from rowseal_private.sessions where user_id = ${id} and id <> ${(await me(access)).body.session_id}`;
    await db.admin`delete from rowseal_private.personal_access_tokens where user_id = ${id}`;
    await db.admin`delete from rowseal.invitations`;
    const [count] = await db.admin`select count(*)::int from rowseal.memberships where user_id = ${id}`;
    await giveMany(id, 130, 130);
    await giveMore(id, 130, 131 - count?.['count']);
    const ids: string[] = [];
    const sizes: number[] = [];
    let after: string | null = null;
    do {
      const query: string = after === null ? '?limit=60' : `?limit=60&after=${after}`;
      const { status, body } = await send({ url: `${url}${query}`, headers: bearer(access) });
      expect(status).toBe(200);
      ids.push(...body[list].map((row: { id: string }) => row.id));
      sizes.push(body[list].length);
      after = body.next;
    } while (after !== null);
    expect(sizes).toEqual([60, 60, total - 120]);
    expect(new Set(ids).size).toBe(total);
    const { body } = await send({ url, headers: bearer(access) });
    expect(body[list]).toHaveLength(50);
    const last = await send({ url: `${url}?limit=100&after=${ids[total - 101]}`, headers: bearer(access) });
    expect([last.body[list].length, last.body.next]).toEqual([100, null]);
  });

  test.each(['?limit=0', '?limit=101', '?limit=1e2x', '?after=nobody', '?after=', '?page=2'])(
    'refuses %s',
    async (query) => {
      const answer = await send({ url: `${url}${query}`, headers: bearer(await token('owner@acme.test')) });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
    },
  );
});

describe('ending all other sessions', () => {
  test('of which there are thousands is one statement, with an event for each', async () => {
    const access = await token('member@acme.test');
    const { user, session_id } = (await me(access)).body;
    await giveMany(user.id, 3000, 0);
    const { body } = await send({ method: 'DELETE', url: '/v1/auth/sessions?others=true', headers: bearer(access) });
    expect(body.ended).toBeGreaterThanOrEqual(3000);
    const [left] = await db.admin`
      select (select count(*)::int from rowseal_private.audit_events
               where kind = 'session_revoked' and user_id = ${user.id} and details ->> 'reason' = 'ended_by_user') as events,
             array(select id from rowseal_private.sessions where user_id = ${user.id} and revoked_at is null) as live`;
    expect(left).toEqual({ events: body.ended, live: [session_id] });
  });
});

describe('the account page', () => {
  test('of somebody with hundreds of workspaces, sessions and tokens asks once, and shows them in pages', async () => {
    const { id } = (await me(await token('owner@acme.test'))).body.user;
    await db.admin`insert into rowseal.workspaces (slug, name) select 'w' || n, 'Workspace ' || n from generate_series(1, 700) as n`;
    await db.admin`insert into rowseal.memberships (workspace_id, user_id, role)
                   select id, ${id}, 'viewer' from rowseal.workspaces where slug ~ '^w[0-9]+$'`;
    await db.admin`update rowseal.memberships set role = 'owner'
                    where user_id = ${id} and workspace_id = (select id from rowseal.workspaces where slug = 'w7')`;
    await giveMany(id, 60, 40);
    await giveMany(id, 0, 40, 'w7');
    await db.admin`
      insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
      select 'app_' || lpad(n::text, 22, '0'), 'Application ' || n, '{https://client.test/}', 'none' from generate_series(1, 70) as n`;
    await db.admin`
      insert into rowseal_private.sessions (user_id, expires_at, refresh_hash, client_id, identity_scope, scope)
      select ${id}, now() + interval '30 days', sha256('x'), client.id, 'openid', ''
        from rowseal_private.oauth_clients as client, generate_series(1, 3) where client.name ~ '^Application '`;
    await db.admin`
      insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
      select 'corp', sha256(convert_to('S ' || n, 'UTF8')), 'S ' || n, ${id} from generate_series(1, 70) as n`;
    const browser = browserLike(app);
    await browser.post('/sign-in', { email: 'owner@acme.test', password: DEMO_PASSWORD });
    const count = (html: string, button: string) => html.split(`action="/account/${button}"`).length - 1;
    const first = await browser.get('/account');
    expect(first.status).toBe(200);
    expect([count(first.html, 'tokens/revoke'), count(first.html, 'sessions/end')]).toEqual([50, 49]);
    const [, tokens = ''] = /href="(\/account\?tokens_after=[0-9a-f-]+)"/.exec(first.html) ?? [];
    const [, sessions = ''] = /href="(\/account\?sessions_after=[0-9a-f-]+)"/.exec(first.html) ?? [];
    expect(count((await browser.get(tokens)).html, 'tokens/revoke')).toBe(30);
    expect(count((await browser.get(sessions)).html, 'sessions/end')).toBeGreaterThan(5);
    expect((await browser.get('/account?sessions_after=nonsense')).status).toBe(200);
    for (const [list, button, sizes] of [
      ['apps', 'apps/disconnect', [50, 20]],
      ['identities', 'identities/unlink', [49, 21]],
    ] as const) {
      const [, next = ''] = new RegExp(`href="(/account\\?${list}_after=[^"]+)"`).exec(first.html) ?? [];
      const second = await browser.get(next);
      expect([count(first.html, button), count(second.html, button)]).toEqual(sizes);
      expect([first.html, second.html].map((html) => html.includes(`?${list}_after=`))).toEqual([true, false]);
    }
  });
});
