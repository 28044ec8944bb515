import { afterAll, describe, expect, test } from 'vitest';
import { createOutbox } from '#server/mail/outbox.ts';
import { freshDatabase } from '#test/support/database.ts';
import { serverOn } from '#test/support/demo-app.ts';

const outbox = createOutbox();
await outbox.send({ to: 'ada@acme.test', subject: 'Reset your password', text: 'rsr_secret', html: 'rsr_secret' });
const { app } = await serverOn(await freshDatabase(), { development: true, outbox, trustedProxies: ['127.0.0.1'] });

// As servers of a name that an attacker gives this machine's address, and of names that look like this machine's.
const FOREIGN = [
  'evil.example',
  'evil.example:4000',
  'localhost.evil.example',
  'notlocalhost',
  '127.0.0.1.evil.example',
  '127.0.0.1@evil.example',
  '192.168.0.7:4000',
  '0.0.0.0:4000',
  '[::]:4000',
  '[::ffff:192.0.2.1]',
  'localhost:4000:80',
  'localhost.',
];
const OURS = [
  'localhost',
  'localhost:4000',
  'LOCALHOST:4000',
  'app.localhost',
  '127.0.0.1:4000',
  '127.1.2.3',
  '[::1]:4000',
];

describe.each(['/dev/mail', '/', '/ruru-static/ruru.js', '/metrics'])('%s', (url) => {
  const asked = async (host: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url, headers: { host, ...headers } })).statusCode;

  test('is not there for pages whose name has come to resolve to this machine', async () => {
    for (const host of FOREIGN) expect(await asked(host), host).toBe(404);
    expect(await asked('evil.example', { 'x-forwarded-host': 'localhost' })).toBe(404);
  });

  test('is there for developers on this machine: the control', async () => {
    for (const host of OURS) expect(await asked(host), host).not.toBe(404);
    expect(await asked('localhost', { 'x-forwarded-host': 'evil.example' })).not.toBe(404);
  });
});

test('a page that is for everybody is there for any Host', async () => {
  expect((await app.inject({ url: '/sign-in', headers: { host: 'evil.example' } })).statusCode).not.toBe(404);
});

afterAll(() => app.close());
