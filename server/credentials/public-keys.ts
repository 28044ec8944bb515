import { importJWK } from 'jose';
import { z } from 'zod';
import { Problem } from '../http/problem.ts';

/** Of a key, what is public (RFC 7518 section 6): a private or a symmetric one is refused. */
export const PublicKey = z.looseObject({
  kty: z.enum(['EC', 'OKP', 'RSA']),
  d: z.never().optional(),
  k: z.never().optional(),
});

/** What a key of each type is imported as, to see that it is one. */
const ALGORITHMS = { EC: 'ES256', OKP: 'EdDSA', RSA: 'RS256' } as const;
const CURVES: Readonly<Record<string, string>> = { EC: 'P-256', OKP: 'Ed25519' };
/** Base64url digits of a modulus of 2,048 bits (RFC 7518 section 3.3). */
const SHORTEST_MODULUS = 342;
/** Members that say something of the key, and of nobody. */
const MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use', 'key_ops'];

/**
 * A public key that assertions can be verified with (EdDSA, ES256, RS256, PS256), without members that nobody asked for.
 *
 * @param given - a JWK.
 * @throws Problem invalid_input.
 */
export async function requirePublicKey(given: unknown): Promise<Record<string, unknown>> {
  const { data } = PublicKey.safeParse(given);
  const isKnown =
    data &&
    (data.kty === 'RSA'
      ? typeof data['n'] === 'string' && data['n'].length >= SHORTEST_MODULUS
      : data['crv'] === CURVES[data.kty]);
  if (!isKnown || !(await isKey(data, ALGORITHMS[data.kty])))
    throw new Problem(
      'invalid_input',
      'public_key: must be a public JWK: Ed25519, P-256, or RSA of 2,048 bits or more, without what is private',
    );
  return Object.fromEntries(Object.entries(data).filter(([name]) => MEMBERS.includes(name)));
}

async function isKey(jwk: Record<string, unknown>, algorithm: string): Promise<boolean> {
  try {
    await importJWK(jwk, algorithm);
    return true;
  } catch {
    return false;
  }
}
