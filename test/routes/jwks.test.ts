import { describe, expect, test } from 'vitest';
import { keySetOf, kidsOf, twoNodes, until } from '#test/support/nodes.ts';

const { db, one, nodes, everyNode, maintenance, keyIn, publishNext } = await twoNodes();

describe('the key set', () => {
  // RFC 7518 section 6 and RFC 8037 section 2.
  const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'r', 't', 'k'];

  test('shows next, current and retiring keys of both algorithms, and never a private member', async () => {
    await publishNext();
    expect(await maintenance.rotateSigningKey((await keyIn('current')).id, false)).toBe('rotated');
    await publishNext();
    const stored = await maintenance.signingKeys();
    await until(() => everyNode(async (app) => (await kidsOf(app)).length === stored.length));
    expect(new Set(stored.map(({ state }) => state))).toEqual(new Set(['next', 'current', 'retiring']));
    for (const app of nodes) {
      const keys = await keySetOf(app);
      expect(keys.map(({ kid }) => kid)).toEqual(stored.map(({ id }) => id));
      expect(new Set(keys.map(({ alg }) => alg))).toEqual(new Set(['EdDSA', 'RS256']));
      for (const key of keys) {
        const members = key.kty === 'RSA' ? ['n', 'e'] : ['crv', 'x'];
        expect(Object.keys(key).sort()).toEqual(['alg', 'kid', 'kty', 'use', ...members].sort());
        for (const member of PRIVATE) expect(key).not.toHaveProperty(member);
      }
    }
  });

  test('may be cached by anybody, for less than a new key waits to sign, and is told apart by its ETag', async () => {
    const first = await one.inject('/v1/jwks.json');
    expect(first.headers).toMatchObject({
      'content-type': expect.stringContaining('application/jwk-set+json'),
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    });
    const [settings] =
      await db.admin`select extract(epoch from signing_key_lead)::int as lead from rowseal_private.settings`;
    expect(settings?.['lead']).toBeGreaterThan(300);
    const etag = String(first.headers.etag);
    const cached = await (nodes[1] ?? one).inject({ url: '/v1/jwks.json', headers: { 'if-none-match': etag } });
    expect([cached.statusCode, cached.body]).toEqual([304, '']);
    await maintenance.revokeSigningKey((await keyIn('next')).id);
    await until(async () => {
      const later = await (nodes[1] ?? one).inject({ url: '/v1/jwks.json', headers: { 'if-none-match': etag } });
      return later.statusCode === 200 && later.headers.etag !== etag;
    });
  });
});
