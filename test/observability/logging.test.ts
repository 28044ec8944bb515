import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { malformedRequests } from '#test/support/credential-places.ts';
import { freshDatabase } from '#test/support/database.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { collectCredentials, credentialsIn, sendEverywhere } from '#test/support/every-request.ts';
import { startServer } from '#test/support/server-process.ts';

const db = await freshDatabase({ seeded: true });
const server = await startServer(db, { ROWSEAL_LOG_LEVEL: 'trace' });

async function sendRaw(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

describe('the log of a real server at level trace', async () => {
  const credentials = await collectCredentials(server);
  const sent = await sendEverywhere(server, Object.values(credentials));
  const unreadable = Object.values(credentials).flatMap(malformedRequests);
  for (const bytes of unreadable) await sendRaw(bytes);
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const logged = lines.map((line) => JSON.parse(line));

  test('has a line for each request, with its route and without its URL', () => {
    const requests = logged.filter(({ msg }) => msg === 'request');
    expect(requests.length).toBeGreaterThan(sent.length);
    expect(Object.keys(requests[0]).sort()).toEqual(
      ['hostname', 'ip', 'level', 'method', 'ms', 'msg', 'pid', 'reqId', 'route', 'status', 'time'].sort(),
    );
    expect(new Set(requests.map(({ route }) => route))).toContain('/v1/auth/sessions/:id');
    expect(requests.filter(({ route, status }) => route === 'none' && status === 404).length).toBeGreaterThan(50);
    expect(logged.filter(({ msg }) => msg === 'no request').map(({ reason }) => reason)).toContain(
      'HPE_HEADER_OVERFLOW',
    );
  });

  test('takes no request id from a client', () => {
    for (const { reqId } of logged.filter(({ msg }) => msg === 'request')) expect(reqId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('neither output holds a piece of a credential, as it is or in hexadecimal or base64', () => {
    expect(credentialsIn(server.output(), credentials)).toEqual([]);
  });

  test('the search would find each: in what was sent, and in every spelling', () => {
    expect(credentialsIn(sent.join('\n'), credentials)).toEqual(Object.keys(credentials));
    for (const credential of Object.values(credentials)) {
      for (const spelled of [
        Buffer.from(`x${credential}`).toString('base64'),
        Buffer.from(credential).toString('hex'),
      ]) {
        expect(credentialsIn(spelled, { credential })).toEqual(['credential']);
      }
    }
  });

  test('the answer to an error names the line of its request', async () => {
    const { instance } = (await (await fetch(`${server.url}/v1/me`)).json()) as { instance: string };
    const id = instance.replace('urn:rowseal:request:', '');
    await expect.poll(() => server.output().includes(id)).toBe(true);
  });

  test('credentials that a careless line would hold are redacted', async () => {
    let log = '';
    const { app } = await demoApp({ logLevel: 'trace', logStream: { write: (line) => (log += line) } });
    const [{ access_token, refresh_token, personal, proof }] = [credentials] as [Record<string, string>];
    app.log.info(
      { headers: { 'x-any': DEMO_PASSWORD }, body: DEMO_PASSWORD, deep: { er: { password: DEMO_PASSWORD } } },
      'a',
    );
    app.log.info(`GET /reset?secret=${encodeURIComponent(DEMO_PASSWORD)} with ${proof}`);
    app.log.error(new Error(`refused Bearer ${access_token}, then ${refresh_token}`));
    app.log
      .child({ token: personal })
      .trace({ list: [personal, { Authorization: `Basic ${btoa(DEMO_PASSWORD)}` }] }, 'b');
    expect(log.split('\n').length).toBeGreaterThan(4);
    expect(credentialsIn(log, credentials)).toEqual([]);
  });
});
