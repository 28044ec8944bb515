import { afterAll, expect, test } from 'vitest';
import { buildApp } from '#server/app.ts';
import { createOutbox } from '#server/mail/outbox.ts';
import { freshDatabase } from '#test/support/database.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const db = await freshDatabase();

async function app(development: boolean, kept: boolean) {
  const outbox = kept ? createOutbox() : undefined;
  await outbox?.send({
    to: '<b>ada</b>@acme.test',
    subject: '<script>alert(1)</script>',
    text: `Hello <img src=x>\n${PUBLIC_URL}/verify-email?token="><script>\n`,
    html: '<p>hello</p>',
  });
  const built = await buildApp({
    gatewayUrl: db.gatewayUrl,
    issuerUrl: db.issuerUrl,
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    graphql: false,
    schemas: ['app'],
    development,
    outbox,
    logLevel: 'silent',
    isLagging: () => false,
  });
  afterAll(() => built.close());
  return built;
}

test('/dev/mail shows what was kept, as JSON, and to browsers as a page without script', async () => {
  const development = await app(true, true);
  const json = await development.inject('/dev/mail');
  expect(json.json().mail).toMatchObject([{ id: 1, subject: '<script>alert(1)</script>', html: '<p>hello</p>' }]);
  const page = await development.inject({ url: '/dev/mail', headers: { accept: 'text/html,application/xhtml+xml' } });
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  expect(page.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page.body).not.toMatch(/<script|<img|<b>|javascript:|" *><|onerror/);
});

test.each([
  ['in production', false, true],
  ['where mail is sent', true, false],
])('/dev/mail is not there %s', async (_, development, kept) => {
  const other = await app(development, kept);
  expect((await other.inject('/dev/mail')).statusCode).toBe(404);
});
