import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Page } from '#test/support/form-browser.ts';
import { oauthServer, REDIRECT_URI } from '#test/support/oauth-server.ts';

/** How clients are answered: in the query or by a form, in several tabs, and what of those who belong to no workspace. */
const server = await oauthServer({ graphql: true });
const { issuer, addClient, authorizationRequest, person, redeem } = server;
const web = await addClient({ name: 'Web' });
const ours = await addClient({ name: 'Ours', firstParty: true });
const native = await addClient({ name: 'Native', authMethod: 'none', redirectUris: ['com.example.app:/callback'] });
const MEMBER = person('member@acme.test');
const OWNER_OF_TWO = person('owner@globex.test');

/** What a page would post to a client, as a browser reads it. */
function posted({ text }: Page) {
  const unescaped = (value = '') =>
    value
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  const fields = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return {
    action: unescaped(/<form method="post" action="([^"]*)">/.exec(text)?.[1]),
    fields: Object.fromEntries(fields.map(([, name, value]) => [unescaped(name), unescaped(value)])),
  };
}

describe('response_mode=form_post', () => {
  test('a code is posted to the client, by a page that sends itself and has a button', async () => {
    const browser = server.browser();
    const { url, verifier } = authorizationRequest(web.client_id, { scope: 'openid', response_mode: 'form_post' });
    const consent = await browser.submit(await browser.open(url), '/sign-in', MEMBER);
    expect(consent.headers.get('content-security-policy')).toContain("form-action 'self' https://client.test;");
    const page = await browser.submit(consent, '/consent', { decision: 'allow' });
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const { action, fields } = posted(page);
    expect(action).toBe(REDIRECT_URI);
    expect(fields).toEqual({ code: expect.any(String), state: 'a-state', iss: issuer });
    expect(page.text).toContain('<button>Continue</button>');
    const [, script = ''] = /<script>([^<]*)<\/script>/.exec(page.text) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src 'sha256-${hash}';`);
    expect(policy).toContain("form-action 'self' https://client.test;");
    expect((await redeem(web, { code: fields['code'] ?? '', verifier })).status).toBe(200);
  });

  test('errors are posted in the same way, before and after anybody was asked', async () => {
    const browser = server.browser();
    const more = { response_mode: 'form_post', response_type: 'token' };
    const refused = await browser.open(authorizationRequest(web.client_id, more).url);
    expect(posted(refused)).toMatchObject({
      action: REDIRECT_URI,
      fields: { error: 'unsupported_response_type', state: 'a-state', iss: issuer },
    });
    const silent = { scope: 'openid', response_mode: 'form_post', prompt: 'none' };
    const asked = await browser.open(authorizationRequest(web.client_id, silent).url);
    expect(posted(asked).fields).toMatchObject({ error: 'login_required', state: 'a-state' });
  });

  test('is refused by the query where no form can go, as are other modes', async () => {
    for (const [client, response_mode] of [
      [native, 'form_post'],
      [web, 'fragment'],
      [web, 'query.jwt'],
    ] as const) {
      const page = await server.browser().open(authorizationRequest(client.client_id, { response_mode }).url);
      expect(new URL(page.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request');
    }
  });
});

describe('several tabs of a browser', () => {
  test('that begin at once all go on', async () => {
    for (const method of ['GET', 'POST'] as const) {
      const browser = server.browser();
      const begun = await Promise.all(
        [1, 2, 3].map((tab) => {
          const { url } = authorizationRequest(web.client_id, { scope: 'openid', state: `tab ${tab}` });
          const [endpoint = '', query = ''] = url.split('?');
          return method === 'GET'
            ? browser.request(url)
            : browser.request(endpoint, Object.fromEntries(new URLSearchParams(query)));
        }),
      );
      // Those that come with a POST share sixteen names, because nobody can count them.
      if (method === 'POST') expect(browser.cookies.size).toBeLessThanOrEqual(3);
      else expect(browser.cookies.size).toBe(3);
      const [first, ...others] = begun;
      if (!first) throw new Error('no tab');
      // Two of them may have the same one: then the earlier has to begin again.
      if (method === 'POST') continue;
      const page = await browser.follow(first);
      await browser.submit(page, '/sign-in', MEMBER);
      for (const [tab, other] of others.entries()) {
        const asked = await browser.follow(other);
        const last = asked.text.includes('action="/consent"')
          ? await browser.submit(asked, '/consent', { decision: 'allow' })
          : asked;
        expect(last.headers.get('location')).toContain(`state=tab+${tab + 2}`);
        expect(last.headers.get('location')).toContain('code=');
      }
    }
  });

  test('that begin one after the other with a POST: the last goes on', async () => {
    const browser = server.browser();
    let begun: Page | undefined;
    for (const tab of [1, 2, 3]) {
      const { url } = authorizationRequest(web.client_id, { scope: 'openid', state: `tab ${tab}` });
      const [endpoint = '', query = ''] = url.split('?');
      begun = await browser.request(endpoint, Object.fromEntries(new URLSearchParams(query)));
    }
    const page = await browser.follow(begun as Page);
    const asked = await browser.submit(page, '/sign-in', MEMBER);
    expect(asked.headers.get('location') ?? asked.text).toMatch(/code=|action="\/consent"/);
  });

  test('keep what was begun for as long as it is not answered', async () => {
    const browser = server.browser();
    await browser.authorize(authorizationRequest(web.client_id, { scope: 'openid' }).url, MEMBER);
    expect([...browser.cookies.keys()].filter((name) => name.includes('begun'))).toEqual([]);
  });
});

describe('who belongs to no workspace', () => {
  const newcomer = { email: 'newcomer@nowhere.test', password: 'a password of a newcomer' };

  test('registers on the way, and goes on without scopes of the application', async () => {
    const browser = server.browser();
    const { url, verifier } = authorizationRequest(web.client_id, { scope: 'openid email notes:read' });
    const asked = await browser.open(url);
    const [, request = ''] = /name="request" value="([^"]+)"/.exec(asked.text) ?? [];
    const form = await browser.open(`${issuer}/register?request=${request}`);
    const registered = await browser.submit(form, '/register', { ...newcomer, name: '' });
    expect(registered.text).toContain(`/sign-in?request=${request}`);
    const page = await browser.open(`${issuer}/sign-in?request=${request}`);
    const consent = await browser.submit(page, '/sign-in', newcomer);
    expect(consent.text).toContain('see your email address');
    expect(consent.text).not.toContain('notes:read');
    const last = await browser.submit(consent, '/consent', { decision: 'allow' });
    const code = new URL(last.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const { body } = await redeem(web, { code, verifier });
    expect(body.scope).toBe('openid email');
    const { body: notes } = await server.graphql(body.access_token, '{ allNotes { nodes { id } } }');
    expect(notes.data?.allNotes?.nodes ?? []).toEqual([]);
  });

  test('is refused where the client may learn nothing else', async () => {
    const { url } = authorizationRequest(web.client_id, { scope: 'notes:read' });
    const callback = await server.browser().authorize(url, newcomer);
    expect(callback.searchParams.get('error')).toBe('access_denied');
  });
});

describe('a first-party client', () => {
  test('asks for the workspace and nothing else', async () => {
    const browser = server.browser();
    const { url } = authorizationRequest(ours.client_id, { scope: 'openid email notes:read' });
    const page = await browser.submit(await browser.open(url), '/sign-in', OWNER_OF_TWO);
    expect(page.text).toContain('Choose a workspace for Ours');
    for (const sentence of ['wants access', 'notes:read', 'see your email', 'revoke this access'])
      expect(page.text).not.toContain(sentence);
    const [, workspace = ''] = /name="workspace" value="([^"]+)"/.exec(page.text) ?? [];
    const last = await browser.submit(page, '/consent', { decision: 'allow', workspace });
    expect(last.headers.get('location')).toContain('code=');
  });

  test('others say what they ask for as well: the control', async () => {
    const browser = server.browser();
    const { url } = authorizationRequest(web.client_id, { scope: 'openid email notes:read' });
    const page = await browser.submit(await browser.open(url), '/sign-in', OWNER_OF_TWO);
    for (const sentence of ['Web wants access', 'notes:read', 'see your email', 'revoke this access'])
      expect(page.text).toContain(sentence);
  });
});
