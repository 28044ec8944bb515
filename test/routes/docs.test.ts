import { expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const { send } = await demoApp();
const BASE = 'http://localhost:4000';

/** What a page loads: the addresses in its tags. */
function resourcesOf(page: string, at: string): string[] {
  return [...page.matchAll(/<(?:link|script)\b[^>]* (?:href|src)="([^"]+)"/g)].map(([, address = '']) =>
    new URL(address, BASE + at).href.replace(BASE, ''),
  );
}

test.each(['/docs', '/docs/'])('%s is the reference page, and all that it loads is here', async (url) => {
  const page = await send({ url });
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(page.body).toContain('<title>Rowseal API</title>');
  const resources = resourcesOf(page.body, url);
  expect(resources.length).toBeGreaterThan(5);
  for (const resource of resources) {
    expect(resource).toMatch(/^\/docs\/static\//);
    expect((await send({ url: resource })).status, resource).toBe(200);
  }
});

test('no script or style is in the page itself, and its policy allows none', async () => {
  const { body, headers } = await send({ url: '/docs' });
  for (const [, attributes, content = ''] of body.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
    expect(attributes).toMatch(/ src="/);
    expect(content.trim()).toBe('');
  }
  expect(body).not.toMatch(/<style|\son[a-z]+=|\sstyle=/i);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test('the page shows the document of this server', async () => {
  expect((await send({ url: '/docs/json' })).body).toEqual((await send({ url: '/v1/openapi.json' })).body);
});

test('there is nothing else under it', async () => {
  for (const url of [
    '/docs/static/..%2f..%2fpackage.json',
    '/docs/static/../../package.json',
    '/docs/static/..%2f..%2fv1/jwks.json',
    '/docs/nothing',
  ]) {
    expect(await send({ url }), url).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
});
