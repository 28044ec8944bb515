import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { makePasswordFilter } from '#server/cli/filtering.ts';
import { breachHash, openPasswordFilter } from '#server/credentials/password-filter.ts';
import { operationsOf } from '#test/support/api-document.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { runCommand } from '#test/support/command.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import { type Answer, demoApp, serverOn } from '#test/support/demo-app.ts';
import { ownAccounts, PASSWORD } from '#test/support/own-account.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-filter-'));
closeAfterFile(() => rm(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const BREACHED = 'known from a breach since long';
const FINE = 'known from no breach at all yet';

async function madeOf(name: string, lines: readonly string[]) {
  await writeFile(at(name), `${lines.join('\n')}\n`);
  const figures = await makePasswordFilter(at(name), at(`${name}.filter`));
  return { ...figures, filter: await openPasswordFilter(at(`${name}.filter`)) };
}

describe('a filter', () => {
  const words = Array.from({ length: 5_000 }, (_, nth) => `a password that is number ${nth}`);

  test.each([
    ['passwords in any order', words],
    ['hashes in any order', words.map(sha1)],
    ['hashes in their order, with counts', words.map((word) => `${sha1(word)}:${word.length}`).sort()],
    ['hashes in their order, and in small letters', words.map((word) => sha1(word).toLowerCase()).sort()],
  ])('of %s has each of them, and no other', async (name, lines) => {
    const { filter, entries, bytes } = await madeOf(name, lines);
    for (const word of words) expect(await filter.has(word)).toBe(true);
    // One in 26 million is told wrongly: of these, with certainty none.
    for (const word of words) expect(await filter.has(`${word}!`)).toBe(false);
    expect({ entries, bits: (bytes * 8) / entries }).toEqual({ entries: words.length, bits: expect.closeTo(25.3, 1) });
    await filter.close();
  });

  test('says of how many others it refuses one, as it does', async () => {
    const { filter, oneIn, entries } = await madeOf('figures', words);
    // 128 buckets of 24 bits each.
    expect(oneIn).toBe(Math.round((128 * 2 ** 24) / entries));
    await filter.close();
  });

  test('of one password is one', async () => {
    const { filter, entries } = await madeOf('one', [BREACHED]);
    expect([entries, await filter.has(BREACHED), await filter.has(FINE)]).toEqual([1, true, false]);
    await filter.close();
  });

  test('compares whole passwords, in Unicode NFC', async () => {
    const { filter } = await madeOf('composed', ['caf\u00e9 caf\u00e9 caf\u00e9', BREACHED]);
    expect(await filter.has('cafe\u0301 cafe\u0301 cafe\u0301')).toBe(true);
    expect(await filter.has(BREACHED.toUpperCase())).toBe(false);
    expect(await filter.has(`${BREACHED} `)).toBe(false);
    await filter.close();
  });

  test('leaves out what is there twice, and what nobody may choose anyway', async () => {
    const { filter, entries, leftOut } = await madeOf('twice', [BREACHED, 'short', BREACHED, '', FINE]);
    expect({ entries, leftOut }).toEqual({ entries: 2, leftOut: 2 });
    await filter.close();
  });

  test('is refused where it is none, is cut short or is empty', async () => {
    const { filter } = await madeOf('whole', words);
    await filter.close();
    await truncate(at('whole.filter'), 4_000);
    await expect(openPasswordFilter(at('whole.filter'))).rejects.toThrow('its size is wrong');
    await writeFile(at('text'), 'password1\n'.repeat(10));
    await expect(openPasswordFilter(at('text'))).rejects.toThrow('it begins otherwise');
    await expect(openPasswordFilter(at('absent'))).rejects.toThrow('cannot be opened');
    await writeFile(at('empty'), '\n\n');
    await expect(makePasswordFilter(at('empty'), at('empty.filter'))).rejects.toThrow('no password of 8 characters');
    await writeFile(at('mixed'), `${sha1('one')}\nnone\n`);
    await expect(makePasswordFilter(at('mixed'), at('mixed.filter'))).rejects.toThrow('line 2');
  });

  test('is made by a command, which says what it costs', async () => {
    await writeFile(at('list.txt'), `${words.join('\n')}\n`);
    const made = await runCommand({}, 'passwords', 'filter', at('list.txt'));
    expect(made.code).toBe(0);
    const { length } = await readFile(at('list.txt.filter'));
    expect(made.output).toContain(`5,000 passwords in ${new Intl.NumberFormat('en').format(length)} bytes`);
    expect(made.output).toContain('one in 429,497 of all others');
    expect(await runCommand({}, 'passwords', 'filter', at('absent.txt'))).toMatchObject({ code: 1 });
  });
});

describe('a new password that is known from a breach', async () => {
  const { filter } = await madeOf('doors', [BREACHED]);
  await filter.close();
  const demo = await demoApp({ graphql: false, passwordFilter: at('doors.filter') });
  const { db, send } = demo;
  const accounts = ownAccounts(demo);
  const post = (url: string, payload: object) => send({ method: 'POST', url, payload });

  /** Every operation that sets a password: what comes of one. */
  const doors: Record<string, () => Promise<(password: string) => Promise<Answer>>> = {
    register: async () => (password) => post('/v1/auth/register', { email: 'new@acme.test', password }),
    changePassword: async () => {
      const { ask } = await accounts.person('changes');
      return (password) =>
        ask('POST', '/v1/auth/password/change', { current_password: PASSWORD, new_password: password });
    },
    resetPassword: async () => {
      const { email } = await accounts.person('resets');
      await post('/v1/auth/password/forgot', { email });
      const token = (await composedMails(db.admin)).find(({ kind }) => kind === 'reset_password')?.variables.token;
      return (password) => post('/v1/auth/password/reset', { token, password });
    },
    restoreEmail: async () => {
      const token = await accounts.moves(await accounts.person('moves'), 'moved@new.test');
      return (password) => accounts.restore(token, password);
    },
  };

  test.each(Object.entries(doors))('is refused by %s, and another one is not', async (_, open) => {
    const set = await open();
    expect(await set(BREACHED)).toMatchObject({ status: 400, body: { code: 'password_too_common' } });
    expect(await set('fourteen chars')).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    // The control.
    expect((await set('fifteen charact')).status).toBeLessThan(300);
  });

  test('is refused by every operation that takes a password that somebody chooses', async () => {
    const { body } = await send({ url: '/v1/openapi.json' });
    const setting = operationsOf(body).filter(({ body }) =>
      JSON.stringify(body?.schema ?? {}).includes('"minLength":8'),
    );
    expect(setting.map(({ id }) => id).sort()).toEqual(Object.keys(doors).sort());
  });

  test('still signs in who has it already', async () => {
    const open = await serverOn(db, { graphql: false });
    const account = { email: 'early@acme.test', password: BREACHED };
    expect((await open.send({ method: 'POST', url: '/v1/auth/register', payload: account })).status).toBe(202);
    expect((await post('/v1/auth/token', { provider: 'password', ...account })).status).toBe(200);
  });
});

describe('a service that knows breached passwords', async () => {
  let answer: RequestListener = () => {};
  const asked: { url: string | undefined; padded: unknown }[] = [];
  const service = createServer((request, response) => {
    asked.push({ url: request.url, padded: request.headers['add-padding'] });
    answer(request, response);
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  closeAfterFile(async () => {
    service.closeAllConnections();
    service.close();
  });
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/range/`;
  const lines: string[] = [];
  const logging = {
    graphql: false,
    logLevel: 'error',
    logStream: { write: (line: string) => void lines.push(line) },
  } as const;
  const { db, send } = await demoApp(logging);
  await db.admin`update rowseal_private.settings set breached_password_ranges = ${url}`;
  let nth = 0;
  const register = (password: string, at = send) =>
    at({ method: 'POST', url: '/v1/auth/register', payload: { email: `${nth++}@acme.test`, password } });
  const hash = breachHash(BREACHED).toString('hex').toUpperCase();
  const says = (text: string) => (answer = (_, response) => response.end(text));
  beforeEach(() => {
    asked.length = 0;
    lines.length = 0;
  });

  test('is told five digits of a hash, and asked to pad its answer', async () => {
    says(`0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n${hash.slice(5)}:3\r\n`);
    expect(await register(BREACHED)).toMatchObject({ status: 400, body: { code: 'password_too_common' } });
    expect(asked).toEqual([{ url: `/range/${hash.slice(0, 5)}`, padded: 'true' }]);
    // The control: of another password there is no such line.
    expect((await register(FINE)).status).toBe(202);
  });

  test('pads its answer with hashes that were never seen', async () => {
    says(`${hash.slice(5)}:0\r\n`);
    expect((await register(BREACHED)).status).toBe(202);
  });

  test.each<[string, RequestListener]>([
    ['is silent', () => {}],
    ['stops in the middle', (_, response) => void response.write(`${hash.slice(5)}:3`)],
    ['fails', (_, response) => void response.writeHead(500).end(`${hash.slice(5)}:3`)],
    ['hangs up', (request) => void request.socket.destroy()],
    [
      'sends us elsewhere',
      (request, response) => {
        if (request.url?.startsWith('/elsewhere')) response.end(`${hash.slice(5)}:3`);
        else response.writeHead(302, { location: '/elsewhere' }).end();
      },
    ],
    ['never ends', (_, response) => void response.write('0:1\n'.repeat(400_000))],
  ])('keeps nobody from setting a password where it %s, and the operator is told', async (_, behaviour) => {
    answer = behaviour;
    const another = await serverOn(db, logging);
    expect((await register(BREACHED, another.send)).status).toBe(202);
    expect(asked.map((request) => request.url)).toEqual([`/range/${hash.slice(0, 5)}`]);
    expect(lines.join('')).toContain('could not be compared with breached ones');
    expect(lines.join('')).not.toContain(BREACHED);
    expect(lines.join('')).not.toContain(hash.slice(0, 5));
  });

  test('that is down is told of once a minute', async () => {
    answer = (_, response) => void response.writeHead(500).end();
    const another = await serverOn(db, logging);
    for (let times = 0; times < 3; times++) expect((await register(BREACHED, another.send)).status).toBe(202);
    expect(asked).toHaveLength(3);
    expect(lines.filter((line) => line.includes('could not be compared'))).toHaveLength(1);
  });

  test('is asked nothing by somebody who may not set a password', async () => {
    says(`${hash.slice(5)}:3`);
    await db.admin`update rowseal_private.settings set registration_open = false`;
    expect((await register(BREACHED)).body.code).toBe('registration_closed');
    await db.admin`update rowseal_private.settings set registration_open = true`;
    const session = await send({
      method: 'POST',
      url: '/v1/auth/token',
      payload: { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD },
    });
    const change = (current_password: string) =>
      send({
        method: 'POST',
        url: '/v1/auth/password/change',
        headers: { authorization: `Bearer ${session.body.access_token}` },
        payload: { current_password, new_password: BREACHED },
      });
    expect((await change('not the password of the owner')).body.code).toBe('invalid_credentials');
    expect(asked).toEqual([]);
    // The control.
    expect((await change(DEMO_PASSWORD)).body.code).toBe('password_too_common');
    expect(asked).toHaveLength(1);
  });

  test('has to be reached over https, or on this machine', async () => {
    for (const address of [
      'http://example.com/range/',
      'https://user@example.com/',
      'https://example.com/range',
      'file:///tmp/',
    ])
      await expect(
        db.admin`update rowseal_private.settings set breached_password_ranges = ${address}`,
      ).rejects.toMatchObject({ code: '23514' });
    await db.admin`update rowseal_private.settings set breached_password_ranges = 'https://api.pwnedpasswords.com/range/'`;
    await db.admin`update rowseal_private.settings set breached_password_ranges = ${url}`;
  });
});
