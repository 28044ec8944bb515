import { hkdfSync, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CryptoKey,
  compactDecrypt,
  decodeJwt,
  decodeProtectedHeader,
  exportSPKI,
  importJWK,
  type JWK,
  SignJWT,
} from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { createAccessTokens } from '#server/credentials/access-tokens.ts';
import { addNewKey, keyWrap } from '#server/credentials/key-material.ts';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { keySetOf, kidsOf, logInAt, statusAt, testWrap, twoNodes, until } from '#test/support/nodes.ts';

const { db, one, node, maintenance, issuer, keyIn } = await twoNodes();

/** What a thief of the master key would read. */
async function unwrapped(private_jwe: string): Promise<JWK> {
  const wrappingKey = new Uint8Array(hkdfSync('sha256', TEST_MASTER_KEY, '', 'rowseal signing-key wrap', 32));
  const { plaintext } = await compactDecrypt(private_jwe, wrappingKey);
  return JSON.parse(Buffer.from(plaintext).toString());
}

/** All that Rowseal keeps, as text. */
async function everyRow(): Promise<string> {
  const tables = await db.admin<{ name: string }[]>`
    select oid::regclass::text as name from pg_class
     where relnamespace::regnamespace::text ~ '^rowseal' and relkind = 'r'`;
  const texts = await Promise.all(
    tables.map(({ name }) => db.admin.unsafe<{ line: string }[]>(`select kept::text as line from ${name} as kept`)),
  );
  return texts
    .flat()
    .map(({ line }) => line)
    .join('\n');
}

describe('private parts', () => {
  test('are nowhere in the database in the clear, and encrypted under the master key', async () => {
    await addNewKey(maintenance, testWrap, 'RS256');
    const stored = await maintenance.signingKeys();
    const dump = await everyRow();
    for (const { private_jwe } of stored) {
      expect(dump).toContain(private_jwe);
      expect(decodeProtectedHeader(private_jwe)).toEqual({
        alg: 'dir',
        enc: 'A256GCM',
        kid: expect.stringMatching(/^[\w-]{8,}$/),
      });
      const { kty: _, crv: __, x: ___, n: ____, e: _____, ...secret } = await unwrapped(private_jwe);
      expect(Object.keys(secret)).toContain('d');
      for (const member of Object.values(secret) as string[]) {
        expect(dump.includes(member)).toBe(false);
        expect(dump.includes(Buffer.from(member, 'base64url').toString('hex'))).toBe(false);
      }
    }
  });

  test('are forgotten when a key is gone', async () => {
    await addNewKey(maintenance, testWrap, 'EdDSA');
    const { id, private_jwe } = await keyIn('next');
    expect(await everyRow()).toContain(private_jwe);
    expect(await maintenance.revokeSigningKey(id)).toBe('revoked');
    const dump = await everyRow();
    expect(dump).toContain(id);
    expect(dump).not.toContain(private_jwe);
  });

  test('of another master key prevent a start', async () => {
    await expect(node(new Uint8Array(32).fill(9))).rejects.toThrow(/another ROWSEAL_MASTER_KEY/);
    await expect(addNewKey(maintenance, keyWrap(new Uint8Array(32).fill(9)), 'EdDSA')).rejects.toThrow(
      /another ROWSEAL_MASTER_KEY/,
    );
  });
});

describe('a key signs for its own algorithm only', async () => {
  const store = await openKeyStore(issuer, TEST_MASTER_KEY);
  afterAll(() => store.close());
  const claims = decodeJwt(await logInAt(one));
  const sign = (header: { alg: string; kid: string }, key: CryptoKey | Uint8Array) =>
    new SignJWT(claims).setProtectedHeader({ typ: 'at+jwt', ...header }).sign(key);

  test('RS256 for RS256, EdDSA for EdDSA: the controls', async () => {
    for (const algorithm of ['RS256', 'EdDSA'] as const) {
      const { id, key } = store.current(algorithm);
      await until(async () => (await kidsOf(one)).includes(id));
      expect(await statusAt(one, await sign({ alg: algorithm, kid: id }, key))).toBe(200);
    }
  });

  test('a signature of one key under the id of another is refused', async () => {
    const { id: ed, key: edKey } = store.current('EdDSA');
    const { id: rsa, key: rsaKey } = store.current('RS256');
    expect(await statusAt(one, await sign({ alg: 'EdDSA', kid: rsa }, edKey))).toBe(401);
    expect(await statusAt(one, await sign({ alg: 'RS256', kid: ed }, rsaKey))).toBe(401);
  });

  test('a public key as an HMAC secret, and another algorithm of the same key, are refused', async () => {
    const { id, key } = store.publicKey(store.current('RS256').id) ?? store.current();
    const pem = await exportSPKI(key);
    for (const secret of [pem, pem.trim(), JSON.stringify((await keySetOf(one)).find(({ kid }) => kid === id))]) {
      const forged = await sign({ alg: 'HS256', kid: id }, new TextEncoder().encode(secret));
      expect(await statusAt(one, forged)).toBe(401);
    }
    const { private_jwe } = await keyIn('current', 'RS256');
    const jwk = await unwrapped(private_jwe);
    for (const alg of ['PS256', 'RS384', 'RS512']) {
      const forged = await sign({ alg, kid: id }, (await importJWK(jwk, alg)) as CryptoKey);
      expect(await statusAt(one, forged)).toBe(401);
    }
  });
});
test('shows what the master key vouches for, not what somebody has written over it', async () => {
  const { id } = await keyIn('current');
  const genuine = (await keySetOf(one)).find(({ kid }) => kid === id);
  const foreign = await keyWrap(randomBytes(32)).make('EdDSA');
  await db.admin.begin(async (sql) => {
    await sql`update rowseal_private.signing_keys set public_jwk = ${sql.json(foreign.public_jwk)} where id = ${id}`;
  });
  expect((await keySetOf(await node())).find(({ kid }) => kid === id)).toEqual(genuine);
  const { id: other } = await keyIn('current', 'RS256');
  const [{ private_jwe } = { private_jwe: '' }] = await db.admin<{ private_jwe: string }[]>`
    select private_jwe from rowseal_private.signing_keys where id = ${other}`;
  await expect(testWrap.open({ id, algorithm: 'EdDSA', private_jwe })).rejects.toThrow(/does not match its id/);
});

test('a token whose signature is being checked while its key is revoked is not remembered as good', async () => {
  const door = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
  const store = await openKeyStore(door, TEST_MASTER_KEY);
  const revoked = new Set<string>();
  const listeners: (() => void)[] = [];
  const access = createAccessTokens(
    {
      ...store,
      publicKey: (id) => (revoked.has(id) ? undefined : store.publicKey(id)),
      onChange: (listener) => listeners.push(listener),
    },
    door.clock,
    PUBLIC_URL,
  );
  const token = await logInAt(one);
  const { sub } = await access.verify(token);
  listeners.map((tell) => tell());
  const inFlight = access.verify(token);
  revoked.add(String(decodeProtectedHeader(token).kid));
  listeners.map((tell) => tell());
  expect(await inFlight, 'it began before').toMatchObject({ sub });
  await expect(access.verify(token)).rejects.toMatchObject({ code: 'invalid_token' });
  // The control: nothing but the revocation stands against it.
  revoked.clear();
  expect(await access.verify(token)).toMatchObject({ sub });
  store.close();
  await door.close();
});

test('tokens of unknown keys cost no query, however many come', async () => {
  await db.admin.unsafe(`alter database ${db.name} set track_functions = 'all'`);
  const calls = async (name: string) => {
    const [row] = await db.admin<{ calls: number }[]>`
      select coalesce(sum(calls), 0)::int as calls from pg_stat_user_functions where funcname = ${name}`;
    return row?.calls ?? 0;
  };
  const begin = performance.now();
  const counted = await node();
  const genuine = await logInAt(counted);
  const [, payload = ''] = genuine.split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (let n = 0; n < 1_000; n++) {
    const header = { alg: n % 2 ? 'EdDSA' : 'RS256', typ: 'at+jwt', kid: randomBytes(32).toString('base64url') };
    const forged = [encode(header), payload, randomBytes(64).toString('base64url')].join('.');
    expect(await statusAt(counted, forged)).toBe(401);
  }
  let genuineRequests = 0;
  // A backend hands in its counts when it has something to do, once a second at most.
  await until(async () => {
    expect(await statusAt(counted, genuine)).toBe(200);
    genuineRequests++;
    await sleep(100);
    return (await calls('enter')) > 0 && (await calls('list_signing_keys')) > 0;
  });
  expect(await calls('enter')).toBeLessThanOrEqual(genuineRequests);
  expect(await calls('list_signing_keys')).toBeLessThan((performance.now() - begin) / 900 + 10);
});
