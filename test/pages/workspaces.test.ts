import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { publicClient } from '#test/support/oauth-client.ts';
import { codeOf } from '#test/support/totp.ts';

const { db, app, send, token } = await demoApp({ graphql: false });

const signedIn = async (email: string) => {
  const browser = browserLike(app);
  expect(await browser.post('/sign-in', { email, password: DEMO_PASSWORD })).toMatchObject({ status: 303 });
  return browser;
};
const idOf = async (email: string) => {
  const [row] = await db.admin<{ id: string }[]>`select id from rowseal.users where email = ${email}`;
  return row?.id ?? '';
};
const roleOf = async (email: string) => {
  const [row] = await db.admin<{ role: string }[]>`
    select membership.role from rowseal.memberships as membership
      join rowseal.users as account on account.id = membership.user_id
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
     where account.email = ${email} and workspace.slug = 'acme'`;
  return row?.role;
};

const owner = await signedIn('owner@acme.test');
const viewer = await signedIn('viewer@acme.test');

describe('the list of workspaces', () => {
  test('sends to the sign-in page whoever is not signed in', async () => {
    for (const url of ['/workspaces', '/workspaces/acme', '/workspaces/acme/events', '/workspaces/acme/delete'])
      expect(await browserLike(app).get(url)).toMatchObject({ status: 303, location: '/sign-in' });
    expect(await browserLike(app).post('/workspaces/acme/leave')).toMatchObject({ status: 303, location: '/sign-in' });
  });

  test('creates one, and says at the field what is wrong', async () => {
    expect((await viewer.post('/workspaces', { name: 'New', slug: 'No Slug' })).html).toMatch(
      /id="slug"[^>]* value="No Slug"[^>]* aria-invalid="true"/,
    );
    const taken = await viewer.post('/workspaces', { name: 'Another', slug: 'acme' });
    expect(taken).toMatchObject({ status: 409 });
    expect(taken.html).toContain('Another workspace has this short name');
    const made = await viewer.post('/workspaces', { name: 'My <own>', slug: 'my-own' });
    expect(made).toMatchObject({ status: 303, location: '/workspaces/my-own?done=created' });
    const shown = await viewer.get(made.location ?? '');
    expect(shown.html).toContain('The workspace was created.');
    expect(shown.html).toContain('<h1>My &lt;own&gt;</h1>');
    expect((await viewer.get('/workspaces')).html).toContain('<a href="/workspaces/my-own">');
  });
});

describe('a workspace', () => {
  test('shows each what their role lets them see, and no form that it does not let them send', async () => {
    const seen = async (browser: typeof owner) =>
      [...(await browser.get('/workspaces/acme')).html.matchAll(/<h2 id="(\w+)"/g)].map(([, id]) => id);
    expect(await seen(owner)).toEqual(['members', 'invite', 'settings']);
    expect(await seen(viewer)).toEqual(['members']);
    const id = await idOf('viewer@acme.test');
    await owner.post('/workspaces/acme/members/role', { id, role: 'admin' });
    expect(await seen(viewer)).toEqual(['members', 'invite']);
    await owner.post('/workspaces/acme/members/role', { id, role: 'viewer' });
    expect((await viewer.get('/workspaces/acme')).html).not.toContain('/members/role');
    expect((await owner.get('/workspaces/acme')).html).not.toMatch(/<script|<style|\sstyle=/i);
  });

  test('is to a stranger as if there were none', async () => {
    const there = await viewer.get('/workspaces/globex');
    const nowhere = await viewer.get('/workspaces/nowhere');
    expect(there.status).toBe(403);
    expect(there.html).toBe(nowhere.html);
    expect((await viewer.post('/workspaces/globex/leave')).status).toBe(403);
  });

  test('changes and removes members, within the rights of whoever does it', async () => {
    const member = await idOf('member@acme.test');
    const change = (browser: typeof owner, role: string) =>
      browser.post('/workspaces/acme/members/role', { id: member, role });
    expect((await change(viewer, 'admin')).html).toContain('lacks a required scope');
    expect(await roleOf('member@acme.test')).toBe('member');
    expect(await change(owner, 'viewer')).toMatchObject({ status: 303, location: '/workspaces/acme?done=role' });
    expect(await roleOf('member@acme.test')).toBe('viewer');
    const id = await idOf('viewer@acme.test');
    await owner.post('/workspaces/acme/members/role', { id, role: 'admin' });
    expect((await change(viewer, 'owner')).status).toBe(403);
    await owner.post('/workspaces/acme/members/role', { id, role: 'viewer' });
    const lonely = await owner.post('/workspaces/acme/leave');
    expect(lonely.status).toBe(409);
    expect(lonely.html).toContain('at least one owner');
    await change(owner, 'member');
  });

  test('invites, shows what is open, and revokes', async () => {
    const invite = (email: string) => owner.post('/workspaces/acme/invitations', { email, role: 'member' });
    expect((await invite('nobody')).html).toMatch(/id="email"[^>]* aria-invalid="true"/);
    const member = await invite('viewer@acme.test');
    expect(member.status).toBe(409);
    expect(member.html).toMatch(/id="email"[^>]* value="viewer@acme.test"/);
    expect(await invite('new@pages.test')).toMatchObject({ status: 303 });
    const { html } = await owner.get('/workspaces/acme');
    const [, id = ''] = /Revoke the invitation|name="id" value="([^"]+)"><button[^>]*new@pages/.exec(html) ?? [];
    expect(html).toContain('new@pages.test');
    const [open] = await db.admin<{ id: string }[]>`select id from rowseal.invitations where email = 'new@pages.test'`;
    expect(html).toContain(open?.id ?? id);
    expect(await owner.post('/workspaces/acme/invitations/revoke', { id: open?.id ?? '' })).toMatchObject({
      location: '/workspaces/acme?done=revoked',
    });
    expect((await owner.get('/workspaces/acme')).html).not.toContain('new@pages.test');
  });

  test('keeps its rules, and refuses those that would shut out who sets them', async () => {
    const rules = { token_days: '30', session_days: '', networks: '', domains: 'acme.test example.com' };
    expect(await owner.post('/workspaces/acme/rules', rules)).toMatchObject({ status: 303 });
    expect((await owner.get('/workspaces/acme')).html).toMatch(/id="domains"[^>]* value="acme.test example.com"/);
    expect((await owner.post('/workspaces/acme/rules', { ...rules, networks: '203.0.113.0/24' })).html).toContain(
      'shut you out',
    );
    expect((await owner.post('/workspaces/acme/rules', { ...rules, networks: 'home' })).html).toMatch(
      /id="networks"[^>]* aria-invalid="true"/,
    );
    expect((await viewer.post('/workspaces/acme/rules', rules)).status).toBe(403);
    await owner.post('/workspaces/acme/rules', { ...rules, domains: '' });
  });

  test('tells what happened, to those who may see it', async () => {
    const { html } = await owner.get('/workspaces/acme/events');
    expect(html).toContain('<code>member_role_changed</code>');
    expect(html).toContain('owner@acme.test, about member@acme.test');
    expect((await owner.get('/workspaces/acme/events?kind=member_invited')).html).not.toContain('member_role_changed');
    expect((await viewer.get('/workspaces/acme/events')).status).toBe(403);
  });

  test('moves with its short name, is deleted after a question, and restored', async () => {
    const settings = { name: 'Acme', slug: 'acme-new' };
    expect(await owner.post('/workspaces/acme/settings', settings)).toMatchObject({
      location: '/workspaces/acme-new?done=saved',
    });
    expect(await owner.get('/workspaces/acme')).toMatchObject({ status: 308, location: '/workspaces/acme-new' });
    await owner.post('/workspaces/acme-new/settings', { name: 'Acme', slug: 'acme' });
    expect((await owner.get('/workspaces/acme/delete')).html).toContain('Delete Acme?');
    const gone = await owner.post('/workspaces/acme/delete');
    expect(gone).toMatchObject({ status: 303, location: '/workspaces?done=deleted' });
    expect((await viewer.get('/workspaces/acme')).status).toBe(410);
    const list = await owner.get('/workspaces');
    const [, id = ''] = /name="id" value="([^"]+)"/.exec(list.html) ?? [];
    expect(await owner.post('/workspaces/restore', { id })).toMatchObject({ location: '/workspaces?done=restored' });
    expect((await viewer.get('/workspaces/acme')).status).toBe(200);
  });
});

describe('the parts of a workspace', () => {
  const linkTo = (html: string, label: string) =>
    new RegExp(`<a class="button plain" href="([^"]+)" aria-label="${label}">`).exec(html)?.[1] ?? '';

  test('send to the sign-in page whoever is not signed in, and say nothing to a stranger', async () => {
    for (const part of ['roles', 'services', 'webhooks', 'tokens', 'applications', 'events']) {
      const url = `/workspaces/acme/${part}`;
      expect(await browserLike(app).get(url)).toMatchObject({ status: 303, location: '/sign-in' });
      const stranger = await viewer.get(`/workspaces/globex/${part}`);
      expect(stranger.status).toBe(403);
      expect(stranger.html).toBe((await viewer.get(`/workspaces/nowhere/${part}`)).html);
    }
    expect((await owner.get('/workspaces/acme/roles/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await owner.get('/workspaces/acme/services/nonsense')).status).toBe(400);
  });

  test('take no form from another origin', async () => {
    const foreign = { origin: 'https://evil.test' };
    for (const path of ['roles', 'roles/remove', 'services', 'services/disable', 'tokens', 'tokens/revoke'])
      expect((await owner.post(`/workspaces/acme/${path}`, {}, foreign)).html).toContain('a page that is not ours');
    // The control: its own pages may.
    expect((await owner.post('/workspaces/acme/roles', { role_name: 'own', scopes: 'notes:read' })).status).toBe(303);
  });

  test('roles are made, changed, and removed with another in their place', async () => {
    const wrong = await owner.post('/workspaces/acme/roles', { role_name: 'No Role', scopes: 'notes:read' });
    expect(wrong.html).toMatch(/id="role_name"[^>]* value="No Role"[^>]* aria-invalid="true"/);
    expect(wrong.html).toMatch(/value="notes:read"[^>]* checked/);
    expect(await owner.post('/workspaces/acme/roles', { role_name: 'reader', scopes: 'notes:read' })).toMatchObject({
      location: '/workspaces/acme/roles?done=role_made',
    });
    const list = await owner.get('/workspaces/acme/roles?done=role_made');
    expect(list.html).toContain('The role was created.');
    const page = linkTo(list.html, 'Change the role reader');
    expect((await owner.get(page)).html).toMatch(/value="notes:read"[^>]* checked/);
    const id = page.split('/').at(-1) ?? '';
    const member = await idOf('member@acme.test');
    await owner.post('/workspaces/acme/members/role', { id: member, role: 'reader' });
    const held = await owner.post('/workspaces/acme/roles/remove', { id });
    expect(held.status).toBe(409);
    expect(held.html).toContain('choose another for them');
    const replacement = /<option value="([^"]+)">viewer</.exec(held.html)?.[1] ?? '';
    expect(await owner.post('/workspaces/acme/roles/remove', { id, replacement })).toMatchObject({ status: 303 });
    expect(await roleOf('member@acme.test')).toBe('viewer');
    await owner.post('/workspaces/acme/members/role', { id: member, role: 'member' });
    expect((await viewer.get('/workspaces/acme/roles')).html).not.toContain('<form');
    expect((await viewer.post('/workspaces/acme/roles', { role_name: 'mine', scopes: 'notes:read' })).status).toBe(403);
  });

  test('services get keys that are shown once, work, and are revoked', async () => {
    expect((await owner.post('/workspaces/acme/services', { label: 'Import' })).html).toContain('at least one thing');
    await owner.post('/workspaces/acme/services', { label: 'Import <b>', scopes: 'notes:read' });
    const page = linkTo((await owner.get('/workspaces/acme/services')).html, 'Open Import &lt;b&gt;');
    const made = await owner.post(`${page}/keys`, { days: '1' });
    const [, key = ''] = /value="(rss_[^"]+)"/.exec(made.html) ?? [];
    expect(made.headers['cache-control']).toBe('no-store');
    const enter = () => app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${key}` } });
    expect((await enter()).json()).toMatchObject({ service: { name: 'Import <b>' } });
    const shown = await owner.get(page);
    expect(shown.html).toContain(`<code>${key.slice(-4)}</code>`);
    expect(shown.html).not.toContain(key);
    const id = page.split('/').at(-1) ?? '';
    await owner.post('/workspaces/acme/services/disable', { id });
    expect((await enter()).statusCode).toBe(401);
    await owner.post('/workspaces/acme/services/enable', { id });
    expect((await enter()).statusCode).toBe(200);
    const changed = await owner.post('/workspaces/acme/services/change', {
      id,
      label: 'Nightly',
      scopes: 'notes:read',
    });
    expect(changed).toMatchObject({ location: `${page}?done=service_changed` });
    const [, keyId = ''] = /name="key" value="([^"]+)"/.exec(shown.html) ?? [];
    expect(await owner.post('/workspaces/acme/services/keys/revoke', { id, key: keyId })).toMatchObject({
      location: `${page}?done=key_revoked`,
    });
    expect((await enter()).statusCode).toBe(401);
    await owner.post('/workspaces/acme/services/remove', { id });
    expect((await owner.get(page)).status).toBe(404);
    expect((await viewer.get('/workspaces/acme/services')).status).toBe(403);
  });

  test('webhooks get secrets that are shown once, are tested, changed, disabled, enabled and removed', async () => {
    const list = '/workspaces/acme/webhooks';
    expect((await owner.post(list, { url: 'http://hooks.test/' })).html).toContain('begins with https://');
    expect((await owner.post(list, { url: 'https://hooks.test/', kinds: 'Added!' })).html).toContain('separated by');
    const made = await owner.post(list, { url: 'https://hooks.test/?a=<b>', kinds: 'member_added, member_removed' });
    const [, secret = ''] = /value="(whsec_[^"]+)"/.exec(made.html) ?? [];
    expect(secret).toHaveLength(50);
    expect(made.headers['cache-control']).toBe('no-store');
    const page = linkTo((await owner.get(list)).html, String.raw`Open https://hooks\.test/\?a=%3Cb%3E`);
    const shown = await owner.get(page);
    expect(shown.html).toContain('value="member_added member_removed"');
    expect(shown.html).not.toContain(secret);
    const id = page.split('/').at(-1) ?? '';
    expect(await owner.post(`${list}/test`, { id })).toMatchObject({ location: `${page}?done=webhook_tested` });
    expect((await owner.get(page)).html).toContain('<code>webhook_test</code> is waiting');
    const rotated = await owner.post(`${page}/secret`, {});
    expect(rotated.html).toContain('whsec_');
    expect(rotated.html).not.toContain(secret);
    expect((await owner.get(page)).html).toContain('signed by the former secret too');
    await owner.post(`${list}/change`, { id, url: 'https://hooks.test/other' });
    const changed = (await owner.get(list)).html;
    expect(changed).toContain('https://hooks.test/other');
    expect(changed).toContain('all events');
    await owner.post(`${list}/disable`, { id });
    expect((await owner.get(page)).html).toContain('This webhook is disabled: nothing is sent');
    await owner.post(`${list}/enable`, { id });
    expect((await owner.get(page)).html).toContain('This webhook is enabled');
    expect(await owner.post(`${list}/remove`, { id })).toMatchObject({ location: `${list}?done=webhook_removed` });
    expect((await owner.get(page)).status).toBe(404);
    expect((await viewer.get(list)).status).toBe(403);
    expect((await viewer.post(list, { url: 'https://hooks.test/' })).status).toBe(403);
  });

  test('tokens are shown once, allow what was ticked, and are revoked', async () => {
    const form = { label: 'Script', days: '1' };
    expect((await viewer.post('/workspaces/acme/tokens', form)).html).toContain('at least one thing');
    const beyond = await viewer.post('/workspaces/acme/tokens', { ...form, scopes: 'members:write' });
    expect(beyond).toMatchObject({ status: 403 });
    const made = await viewer.post('/workspaces/acme/tokens', { ...form, scopes: 'notes:read' });
    const [, secret = ''] = /value="(rsp_[^"]+)"/.exec(made.html) ?? [];
    const me = async () => app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${secret}` } });
    expect((await me()).json()).toMatchObject({ workspace: { slug: 'acme', scopes: ['notes:read'] } });
    const list = (await viewer.get('/workspaces/acme/tokens')).html;
    expect(list).toContain('Read notes');
    expect(list).not.toContain(secret);
    const [, id = ''] = /name="id" value="([^"]+)"/.exec(list) ?? [];
    await viewer.post('/workspaces/acme/tokens/revoke', { id });
    expect((await me()).statusCode).toBe(401);
    expect((await viewer.get('/workspaces/acme/tokens')).html).not.toContain('Script');
  });

  test('of a member shows their roles, gives others, and ends their tokens', async () => {
    const id = await idOf('viewer@acme.test');
    const page = linkTo((await owner.get('/workspaces/acme')).html, 'Roles and tokens of Vera Acme');
    expect(page).toBe(`/workspaces/acme/members/${id}`);
    const none = await owner.post('/workspaces/acme/members/roles', { id });
    expect(none.html).toContain('Choose one role at least');
    const set = (browser: typeof owner, member_roles: string[]) =>
      browser.post('/workspaces/acme/members/roles', [
        ['id', id],
        ...member_roles.map((name): [string, string] => ['member_roles', name]),
      ]);
    expect(await set(owner, ['admin', 'viewer'])).toMatchObject({ status: 303, location: `${page}?done=member_roles` });
    const both = await owner.get(page);
    expect(both.html.match(/value="(admin|viewer)" (id="member_roles" )?checked/g)).toHaveLength(2);
    expect((await owner.get('/workspaces/acme')).html).toContain('admin, viewer');
    expect((await viewer.get('/workspaces/acme')).html).toContain('Your role: admin, viewer');
    expect((await set(viewer, ['owner'])).status).toBe(403);
    await set(owner, ['viewer']);
    expect(await roleOf('viewer@acme.test')).toBe('viewer');

    const made = await viewer.post('/workspaces/acme/tokens', { label: 'Theirs', days: '1', scopes: 'notes:read' });
    const [, secret = ''] = /value="(rsp_[^"]+)"/.exec(made.html) ?? [];
    const shown = (await owner.get(page)).html;
    expect(shown).toContain('Theirs');
    expect(shown).not.toContain(secret);
    const all = (await owner.get('/workspaces/acme/tokens')).html;
    expect(all).toMatch(new RegExp(`Theirs[^]*<a href="${page}">`));
    expect((await viewer.get('/workspaces/acme/tokens')).html).not.toContain('Tokens of members');
    const [, key = ''] = /name="token" value="([^"]+)"/.exec(shown) ?? [];
    expect((await viewer.post('/workspaces/acme/members/tokens/revoke', { id, token: key })).status).toBe(403);
    await owner.post('/workspaces/acme/members/tokens/revoke', { id, token: key });
    const me = await app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${secret}` } });
    expect(me.statusCode).toBe(401);

    const seen = (await viewer.get(`/workspaces/acme/members/${await idOf('owner@acme.test')}`)).html;
    expect(seen).not.toMatch(/members\/roles|members\/tokens|rsp_/);
    expect(seen).toContain('Roles: owner');
    expect((await viewer.get(`/workspaces/acme/members/${crypto.randomUUID()}`)).status).toBe(404);
  });

  test('that make a credential ask for a fresh proof, and lead back', async () => {
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    const asked = await viewer.post('/workspaces/acme/tokens', { label: 'Old', days: '1', scopes: 'notes:read' });
    expect(asked).toMatchObject({ status: 303, location: '/step-up?back=%2Fworkspaces%2Facme%2Ftokens' });
    const proved = await viewer.post('/step-up', { password: DEMO_PASSWORD, back: '/workspaces/acme/tokens' });
    expect(proved).toMatchObject({ status: 303, location: '/workspaces/acme/tokens' });
    for (const back of ['//evil.test', '/workspaces//evil.test', 'https://evil.test', '/workspaces/../sign-out'])
      expect((await viewer.get(`/step-up?back=${encodeURIComponent(back)}`)).html).toContain('value="/account"');
    await db.admin`update rowseal_private.session_proofs set proved_at = now()`;
  });

  test('tell who looks after members which applications have access', async () => {
    expect((await viewer.get('/workspaces/acme/applications')).status).toBe(403);
    expect((await owner.get('/workspaces/acme/applications')).html).toContain('None.');
    const client = await publicClient(db.admin, 'Calendar <i>', 'https://calendar.test/cb');
    await db.admin`
      insert into rowseal_private.sessions (user_id, workspace_id, client_id, scope, identity_scope, expires_at)
      select account.id, workspace.id, ${client.id}, 'notes:read', 'openid', now() + interval '1 day'
        from rowseal.users as account, rowseal.workspaces as workspace
       where account.email in ('member@acme.test', 'viewer@acme.test') and workspace.slug = 'acme'`;
    const { html } = await owner.get('/workspaces/acme/applications');
    expect(html).toContain('Calendar &lt;i&gt;');
    expect(html).toContain('2 members');
    const headers = { authorization: `Bearer ${await token('owner@acme.test')}`, 'x-rowseal-workspace': 'acme' };
    const { body } = await send({ url: '/v1/workspace/apps', headers });
    expect(body).toMatchObject({ apps: [{ client_id: client.id, members: 2, scopes: ['notes:read'] }], next: null });
    expect(html).toContain('Read notes');
  });

  test('an invitation is sent again', async () => {
    await owner.post('/workspaces/acme/invitations', { email: 'again@pages.test', role: 'member' });
    const open = async () => {
      const [row] = await db.admin<{ id: string; ends: string }[]>`
        select id, expires_at::text as ends from rowseal.invitations where email = 'again@pages.test'`;
      return row ?? { id: '', ends: '' };
    };
    const { id, ends } = await open();
    expect(await owner.post('/workspaces/acme/invitations/resend', { id })).toMatchObject({
      location: '/workspaces/acme?done=resent',
    });
    expect((await open()).ends, 'it begins anew').not.toBe(ends);
    expect((await viewer.post('/workspaces/acme/invitations/resend', { id })).status).toBe(403);
  });
});

describe('a policy', () => {
  test('is set on the page by who meets it, who is sent to confirm and back', async () => {
    const given = { required_assurance: '2', grace_days: '0' };
    const refused = await owner.post('/workspaces/acme/policy', given);
    expect(refused.html).toContain('These settings would shut you out');
    await db.admin`
      insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
      values (${await idOf('owner@acme.test')}, rowseal.uuidv7(), 'a.b.c.d.e', now())`;
    expect(await owner.post('/workspaces/acme/policy', given)).toMatchObject({
      status: 303,
      location: `/step-up?back=${encodeURIComponent('/workspaces/acme')}`,
    });
    expect((await owner.get('/step-up?back=/workspaces/acme')).html).toContain('value="/workspaces/acme"');
    expect((await owner.get('/step-up?back=//evil.test')).html).toContain('value="/account"');
    await db.admin`
      insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
      select user_id, id, 'totp', now() from rowseal_private.sessions where user_id = ${await idOf('owner@acme.test')}`;
    expect(await owner.post('/workspaces/acme/policy', given)).toMatchObject({
      status: 303,
      location: '/workspaces/acme?done=saved',
    });
    expect((await owner.get('/workspaces/acme')).html).toMatch(/<option value="2" selected>/);
  });

  test('walks a member through adding the factor, and back to the workspace', async () => {
    const asked = await viewer.get('/workspaces/acme');
    expect(asked.status).toBe(403);
    expect(asked.html).toContain('href="/account/authenticator"');
    const begun = await viewer.post('/account/authenticator');
    const id = /name="id" value="([^"]+)"/.exec(begun.html)?.[1] ?? '';
    const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(begun.html)?.[1]?.replaceAll(' ', '') ?? '';
    const code = codeOf(secret);
    const codes = await viewer.post('/account/authenticator/confirm', { id, code });
    expect(codes.html).toContain('href="/workspaces/acme"');
    expect((await viewer.get('/workspaces/acme')).status).toBe(200);
  });

  test('lists who lacks the factor, and excuses one of them for a day', async () => {
    const id = await idOf('member@acme.test');
    const member = await signedIn('member@acme.test');
    expect((await member.get('/workspaces/acme')).status).toBe(403);
    expect((await owner.get('/workspaces/acme')).html).toContain(`action="/workspaces/acme/members/waive"`);
    expect(await owner.post('/workspaces/acme/members/waive', { id })).toMatchObject({
      status: 303,
      location: '/workspaces/acme?done=waived',
    });
    const seen = await member.get('/workspaces/acme');
    expect(seen.status).toBe(200);
    expect(seen.html).toContain('you need a stronger sign-in for this workspace');
  });
});
