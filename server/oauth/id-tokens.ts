import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { KeyStore } from '../credentials/key-store.ts';
import type { Granted } from '../database/oauth-functions.ts';
import type { Client } from './client-authentication.ts';

const LIFETIME_SECONDS = 600;

/**
 * Signs an ID token (OpenID Connect Core section 2).
 *
 * @param keys - the signing keys.
 * @param issuer - the public URL.
 * @param client - its audience, and who chose the algorithm.
 * @param identity - the claims.
 * @param accessToken - issued with it.
 * @param issuedAt - when both were, by the database, in seconds since 1970.
 */
export async function signIdToken(
  keys: KeyStore,
  issuer: string,
  client: Client,
  identity: NonNullable<Granted['identity']>,
  accessToken: string,
  issuedAt: number,
): Promise<string> {
  const { id, algorithm, key } = keys.current(client.idTokenAlgorithm);
  const { sub, ...claims } = identity;
  return new SignJWT({ ...claims, azp: client.id, at_hash: halfHash(algorithm, accessToken) })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: id })
    .setIssuer(issuer)
    .setAudience(client.id)
    .setSubject(sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_SECONDS)
    .sign(key);
}

/** The left half of a digest (OpenID Connect Core section 3.1.3.6), by the hash function that the signature is made with: Ed25519's is SHA-512. */
function halfHash(algorithm: Client['idTokenAlgorithm'], text: string): string {
  const digest = createHash(algorithm === 'EdDSA' ? 'sha512' : 'sha256')
    .update(text)
    .digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
