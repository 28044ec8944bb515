import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { emailCodes } from '#server/credentials/email-codes.ts';
import { configuredMasterKeys } from '#server/credentials/master-key-variables.ts';
import { type MasterKeys, masterKeyId } from '#server/credentials/master-keys.ts';
import { refreshTokens } from '#server/credentials/refresh-tokens.ts';
import { wrapping } from '#server/credentials/wrapping.ts';
import { parseUrl } from '#server/database/url.ts';
import { readConfiguration } from '#server/env.ts';
import { completedDoor, doorUrls } from '#server/install/login-roles.ts';
import { runCommand } from '#test/support/command.ts';

const old = randomBytes(32);
const fresh = randomBytes(32);
/** The servers of a rotation, in its order. */
const before: MasterKeys = old;
const prepared: MasterKeys = { current: old, next: fresh };
const switched: MasterKeys = { current: fresh, former: old };
const after: MasterKeys = fresh;

describe('what is encrypted', () => {
  const under = (keys: MasterKeys) => wrapping(keys, 'test');
  const REFUSED = 'under another';
  const refusals = { sealed: REFUSED, moved: 'of another row' };
  const opened = (keys: MasterKeys, jwe: string, belongs = () => true) =>
    under(keys).open(jwe, z.object({ a: z.int() }), refusals, belongs);

  test('names its master key, by an id that does not tell it', async () => {
    const jwe = await under(prepared).wrap({ a: 1 });
    expect(decodeProtectedHeader(jwe)).toEqual({ alg: 'dir', enc: 'A256GCM', kid: masterKeyId(old) });
    expect(masterKeyId(old)).toMatch(/^[A-Za-z0-9_-]{12}$/);
    expect(old.toString('base64url')).not.toContain(masterKeyId(old));
    expect(masterKeyId(fresh)).not.toBe(masterKeyId(old));
  });

  test.each([
    ['before', before, ['before', 'prepared', 'switched']],
    ['prepared', prepared, ['before', 'prepared', 'switched']],
    ['switched', switched, ['prepared', 'switched', 'after']],
    ['after', after, ['prepared', 'switched', 'after']],
  ])('by a server of %s opens at those beside it', async (_, keys, opens) => {
    const jwe = await under(keys).wrap({ a: 1 });
    const found: string[] = [];
    for (const [name, reader] of Object.entries({ before, prepared, switched, after }))
      await opened(reader, jwe).then(
        () => found.push(name),
        (error) => expect(error.message).toBe(REFUSED),
      );
    expect(found).toEqual(opens);
  });

  test('by an earlier release, which named no key, opens too, and is named when it is encrypted anew', async () => {
    const { hkdfSync } = await import('node:crypto');
    const key = new Uint8Array(hkdfSync('sha256', old, '', 'rowseal test wrap', 32));
    const former = await new CompactEncrypt(Buffer.from('{"a":1}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(key);
    for (const keys of [before, prepared, switched]) expect(await opened(keys, former)).toEqual({ a: 1 });
    await expect(opened(after, former)).rejects.toThrow(REFUSED);
    const anew = await under(switched).rewrap(former, REFUSED);
    expect(decodeProtectedHeader(anew).kid).toBe(masterKeyId(fresh));
    expect(await opened(after, anew)).toEqual({ a: 1 });
    await expect(opened(before, anew)).rejects.toThrow(REFUSED);
  });

  test('opens in its own row alone, and only as what was encrypted', async () => {
    const jwe = await under(before).wrap({ a: 1 });
    await expect(opened(before, jwe, () => false)).rejects.toThrow('of another row');
    await expect(opened(before, await under(before).wrap({ b: 1 }))).rejects.toThrow(REFUSED);
    expect(await opened(before, jwe)).toEqual({ a: 1 });
  });

  test('for another purpose does not open, nor encrypts anew', async () => {
    const jwe = await wrapping(switched, 'other').wrap({ a: 1 });
    await expect(opened(switched, jwe)).rejects.toThrow(REFUSED);
    await expect(under(switched).rewrap(jwe, REFUSED)).rejects.toThrow(REFUSED);
  });
});

describe('refresh tokens', () => {
  const session = { sub: randomUUID(), sid: randomUUID() };
  const presentedAt = (keys: MasterKeys, token: string) => {
    const presented = refreshTokens(keys).presented(token);
    if (!presented) throw new Error('no refresh token');
    return presented;
  };

  test.each([
    ['before', before, [before, prepared]],
    ['prepared', prepared, [before, prepared, switched]],
    ['switched', switched, [prepared, switched, after]],
    ['after', after, [switched, after]],
  ])('made by a server of %s have one successor, whichever server beside it derives it', (_, maker, servers) => {
    const token = refreshTokens(maker).first().of(session);
    const answers = servers.map((keys) => presentedAt(keys, token));
    expect(answers.map(({ authentic }) => authentic)).toEqual(servers.map(() => true));
    expect(new Set(answers.map(({ successorDigest }) => successorDigest.toString('hex'))).size).toBe(1);
    // And what each gives out is that successor to every other.
    const digests = answers.flatMap((answer) =>
      servers.map((keys) => presentedAt(keys, answer.successor()).digest.toString('hex')),
    );
    expect(new Set(digests)).toEqual(new Set([answers[0]?.successorDigest.toString('hex')]));
  });

  test('move to the new key by being exchanged, and are proven without the old one from then on', () => {
    const token = refreshTokens(prepared).first().of(session);
    expect(refreshTokens(after).isOurs(token)).toBe(false);
    const next = presentedAt(switched, token).successor();
    expect([refreshTokens(after).isOurs(next), refreshTokens(before).isOurs(next)]).toEqual([true, false]);
    // The old key does not derive what follows it.
    expect(presentedAt(before, next).successorDigest).not.toEqual(presentedAt(after, next).successorDigest);
  });
});

describe('mailed codes', () => {
  test.each([
    ['before', before, [before, prepared]],
    ['prepared', prepared, [before, prepared, switched]],
    ['switched', switched, [prepared, switched, after]],
  ])('asked for at a server of %s are right at those beside it', async (_, maker, servers) => {
    const { secret, digests, jwe } = await emailCodes(maker).make('ada@x.test');
    expect(secret).toHaveLength(32);
    for (const keys of servers) {
      const code = (await emailCodes(keys).open('ada@x.test', jwe)).replace('-', '');
      expect(emailCodes(keys).digests(secret, code)).toEqual(digests);
      expect(emailCodes(keys).digests(secret, `${code.slice(1)}0`)).not.toEqual(digests);
    }
  });
});

describe('the URLs of the login roles', () => {
  const other = (url: string) => parseUrl(url).otherPassword;

  test('have both passwords while the key is being replaced, and one else', () => {
    const [one, two] = [before, prepared].map((keys) => doorUrls('postgres://root:secret@db/app', keys).gatewayUrl);
    expect([other(one as string), parseUrl(two as string).password]).toEqual([
      undefined,
      parseUrl(one as string).password,
    ]);
    const { gatewayUrl } = doorUrls('postgres://root:secret@db/app', switched);
    expect(other(gatewayUrl)).toBe(parseUrl(two as string).password);
    expect(parseUrl(gatewayUrl).password).toBe(other(two as string));
  });

  test('that say a password keep it alone', () => {
    const url = completedDoor('postgres://rowseal_gateway:mine@db/app', 'gatewayUrl', switched);
    expect([parseUrl(url).password, other(url)]).toEqual(['mine', undefined]);
    expect(other(completedDoor('postgres://db/app', 'gatewayUrl', switched))).toBeTypeOf('string');
  });
});

describe('the configuration', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rowseal-key-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string) => {
    const at = path.join(folder, name);
    writeFileSync(at, text);
    return at;
  };
  const text = (key: Buffer) => key.toString('base64');
  const url = { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' };
  const keysOf = (env: Record<string, string>) => readConfiguration({ ...url, ...env }).masterKeys?.();

  test('takes a key from a variable, a file or a command', () => {
    expect(keysOf({ ROWSEAL_MASTER_KEY: text(old) })).toEqual(old);
    expect(keysOf({ ROWSEAL_MASTER_KEY_FILE: file('key', `${text(old)}\n`) })).toEqual(old);
    expect(keysOf({ ROWSEAL_MASTER_KEY_COMMAND: `printf '%s\\n' '${text(old)}'` })).toEqual(old);
  });

  test('takes the two of a rotation, from wherever each is', () => {
    const env = { ROWSEAL_MASTER_KEY_FILE: file('old', text(old)) };
    expect(keysOf({ ...env, ROWSEAL_NEXT_MASTER_KEY: text(fresh) })).toEqual({ current: old, next: fresh });
    const command = `echo ${text(fresh)}`;
    expect(keysOf({ ...env, ROWSEAL_FORMER_MASTER_KEY_COMMAND: command })).toEqual({ current: old, former: fresh });
    // The same key twice is one.
    expect(keysOf({ ...env, ROWSEAL_NEXT_MASTER_KEY: text(old) })).toEqual(old);
  });

  test('runs a command once, and not for what needs no key', () => {
    const marks = path.join(folder, 'marks');
    const { masterKeys } = readConfiguration({
      ...url,
      ROWSEAL_MASTER_KEY_COMMAND: `echo x >> '${marks}'; echo ${text(old)}`,
    });
    const count = `cat '${marks}' 2>/dev/null | wc -l`;
    const counted = () =>
      configuredMasterKeys({ ROWSEAL_MASTER_KEY_COMMAND: `[ $(${count}) -le 1 ] && echo ${text(fresh)}` } as never)?.();
    expect(counted()).toEqual(fresh);
    masterKeys?.();
    masterKeys?.();
    expect(counted()).toEqual(fresh);
  });

  test.each([
    [{ ROWSEAL_MASTER_KEY: 'set', ROWSEAL_MASTER_KEY_FILE: '/x' }, 'are ways to the same key: set one'],
    [{ ROWSEAL_NEXT_MASTER_KEY: 'set' }, 'ROWSEAL_MASTER_KEY is missing'],
    [{ ROWSEAL_MASTER_KEY: 'set', ROWSEAL_NEXT_MASTER_KEY: 'set', ROWSEAL_FORMER_MASTER_KEY: 'set' }, 'two rotations'],
    [{ ROWSEAL_MASTER_KEY_FILE: '/nowhere/at/all' }, 'ROWSEAL_MASTER_KEY_FILE cannot be read (ENOENT)'],
    [
      { ROWSEAL_MASTER_KEY_COMMAND: 'echo not-so-secret >&2; exit 3' },
      'ROWSEAL_MASTER_KEY_COMMAND failed: it ended with 3',
    ],
    [{ ROWSEAL_MASTER_KEY_COMMAND: 'echo not-so-secret' }, 'ROWSEAL_MASTER_KEY_COMMAND must be 32 bytes'],
  ])('%j says what is wrong, and quotes nothing that was read', async (given, sentence) => {
    const env = Object.fromEntries(Object.entries(given).map(([name, is]) => [name, is === 'set' ? text(old) : is]));
    const { code, output } = await runCommand({ ...url, ...env }, 'keys', 'list');
    expect(code).toBe(1);
    expect(output).toContain(sentence);
    expect(output).not.toContain('not-so-secret');
    expect(output).not.toContain(text(old));
  });
});
