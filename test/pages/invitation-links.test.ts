import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { invitationLink } from '#test/support/invitation-links.ts';

const { db, app } = await demoApp({ graphql: false });

const signedIn = async (email: string) => {
  const browser = browserLike(app);
  expect(await browser.post('/sign-in', { email, password: DEMO_PASSWORD })).toMatchObject({ status: 303 });
  return browser;
};
const verified = (email: string, verified = true) =>
  db.admin`update rowseal.users set email_verified_at = case when ${verified} then now() end where email = ${email}`;

const owner = await signedIn('owner@acme.test');
const other = await signedIn('owner@globex.test');
const viewer = await signedIn('viewer@acme.test');

describe('the page of invitation links', () => {
  test('makes one, shows it once, lists and revokes it', async () => {
    const asked = { role: 'member', email_domain: 'Acme.test', max_uses: '3', link_days: '30' };
    const made = await owner.post('/workspaces/acme/links', asked);
    expect(made.status).toBe(200);
    const [, token = ''] = /\/accept-invitation\?token=(rsj_[A-Za-z0-9_-]+)</.exec(made.html) ?? [];
    expect(token).not.toBe('');
    const { html } = await owner.get('/workspaces/acme/links');
    expect(html).toContain('acme.test');
    expect(html).toContain('member, 0 of 3 joined');
    expect(html).not.toContain(token);
    const [, id = ''] = /name="id" value="([^"]+)"/.exec(html) ?? [];
    expect(await owner.post('/workspaces/acme/links/revoke', { id })).toMatchObject({
      location: '/workspaces/acme/links?done=link_revoked',
    });
    expect((await owner.get('/workspaces/acme/links')).html).not.toContain('0 of 3 joined');
  });

  test('says at the field what is wrong, and offers no role that makes owners', async () => {
    const wrong = await owner.post('/workspaces/acme/links', {
      ...{ role: 'member', email_domain: 'no domain', max_uses: '0', link_days: '31' },
    });
    expect(wrong.status).toBe(400);
    for (const field of ['email_domain', 'max_uses', 'link_days'])
      expect(wrong.html).toMatch(new RegExp(`id="${field}"[^>]* aria-invalid="true"`));
    expect(wrong.html).toContain('<option>admin</option>');
    expect(wrong.html).not.toContain('<option>owner</option>');
    const refused = await owner.post('/workspaces/acme/links', { role: 'owner', max_uses: '1', link_days: '1' });
    expect(refused.status).toBe(403);
  });

  test('shows a viewer what there is, and no form', async () => {
    const { html } = await viewer.get('/workspaces/acme/links');
    expect(html).not.toContain('<form method="post" action="/workspaces/acme/links');
    const tried = await viewer.post('/workspaces/acme/links', { role: 'viewer', max_uses: '1', link_days: '1' });
    expect(tried.status).toBe(403);
    expect(await browserLike(app).get('/workspaces/acme/links')).toMatchObject({ status: 303, location: '/sign-in' });
  });
});

describe('the page that a link leads to', () => {
  const accept = (browser: typeof owner, token: string) => browser.post('/accept-invitation', { token });

  test('lets in who has the right address, and names both where it is another', async () => {
    await verified('viewer@acme.test');
    const { token } = await invitationLink(db.admin, { domain: 'globex.test' });
    expect((await viewer.get(`/accept-invitation?token=${token}`)).html).toContain(token);
    const refused = await accept(viewer, token);
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('viewer@acme.test');
    expect(refused.html).toContain('globex.test');
    await verified('owner@globex.test', false);
    expect((await accept(other, token)).html).toContain('Confirm this address first');
    await verified('owner@globex.test');
    expect((await accept(other, token)).html).toContain('You joined the workspace');
    expect((await accept(owner, `${token.slice(0, -1)}A`)).html).toContain('expired or was already used');
  });

  test('keeps the link of somebody who signs in first', async () => {
    await verified('member@acme.test');
    const { token } = await invitationLink(db.admin);
    const browser = browserLike(app);
    expect(await accept(browser, token)).toMatchObject({ status: 303, location: '/sign-in' });
    const signIn = await browser.post('/sign-in', { email: 'member@acme.test', password: DEMO_PASSWORD });
    expect(signIn).toMatchObject({ status: 303, location: '/accept-invitation' });
    expect((await browser.get('/accept-invitation')).html).toContain('member@acme.test');
    expect((await browser.post('/accept-invitation')).html).toContain('You joined the workspace');
  });

  test('sends away who was a member before', async () => {
    await verified('viewer@acme.test');
    const { token } = await invitationLink(db.admin, { former: 'viewer@acme.test' });
    const refused = await accept(viewer, token);
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('were a member of this workspace before');
  });
});
