import { SignJWT } from 'jose';
import type { KeyStore } from '../keys.ts';
import type { Client } from './client-authentication.ts';
import type { Granted } from './functions.ts';

const LIFETIME_SECONDS = 600;

/**
 * Signs an ID token (OpenID Connect Core section 2).
 *
 * @param keys - the signing keys.
 * @param issuer - the public URL.
 * @param client - its audience, and who chose the algorithm.
 * @param identity - the claims.
 */
export async function signIdToken(
  keys: KeyStore,
  issuer: string,
  client: Client,
  identity: NonNullable<Granted['identity']>,
): Promise<string> {
  await keys.ensure(client.idTokenAlgorithm);
  const { id, algorithm, key } = keys.current(client.idTokenAlgorithm);
  const { sub, ...claims } = identity;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: id })
    .setIssuer(issuer)
    .setAudience(client.id)
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(key);
}
