import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { CACHED_TOKENS, type VerifiedClaims, verifiedClaims } from '../credentials/access-tokens.ts';
import { presentedEntry, type Wish } from '../credentials/presented-entry.ts';
import type { Entry } from '../database/entry.ts';
import { Problem } from '../http/problem.ts';

/** For how long a key set, and what it has verified, is relied on. */
const KEPT_MS = 600_000;

/** How credentials are verified outside Rowseal's own server. */
export interface CredentialOptions {
  /** The public URL of the server that issues access tokens: their `iss` and `aud`. */
  issuer: string;
  /** Finds the key of a token; left out: in the key set that the issuer publishes (RFC 7517), which is fetched as needed. */
  keys?: JWTVerifyGetKey;
  /** Whether `withWorkspace` has spans, where the application traces by OpenTelemetry (`@opentelemetry/api`); left out: none. */
  traces?: boolean;
}

/** Makes entries of what callers present. */
export interface Credentials {
  /**
   * On whose behalf the bearer runs statements.
   *
   * @param token - an access token (JWT) a personal access token (rsp_…) or a key of a service (rss_…), without "Bearer".
   * @throws Problem invalid_token; unavailable where the key set cannot be fetched.
   */
  entryOf(token: string, wish: Wish): Promise<Entry>;
  /**
   * The claims of an access token, by its signature, `typ`, issuer and audience, however old it is.
   *
   * @throws Problem invalid_token; unavailable where the key set cannot be fetched.
   */
  verify(token: string): Promise<VerifiedClaims>;
}

/**
 * Verifies access tokens by the issuer's key set. Whether they have expired is left to the database, whose clock and sessions decide.
 *
 * @param options - see {@link CredentialOptions}.
 */
export function openCredentials({ issuer, keys = publishedBy(issuer) }: CredentialOptions): Credentials {
  // No longer than the key set is kept: a key that was revoked verifies nothing afterwards.
  const verified = new LRUCache<string, VerifiedClaims>({ max: CACHED_TOKENS, ttl: KEPT_MS });
  const verify = async (token: string) => {
    const known = verified.get(token);
    if (known) return known;
    const claims = await verifiedClaims(token, keys, { issuer, audience: issuer, currentDate: new Date(0) });
    verified.set(token, claims);
    return claims;
  };
  return { verify, entryOf: (token, wish) => presentedEntry(token, wish, verify) };
}

/**
 * The keys that an issuer publishes; that they cannot be had says nothing about a token.
 *
 * @param issuer - its public URL.
 * @param fetch - left out: over the network.
 */
export function publishedBy(issuer: string, fetch?: FetchImplementation): JWTVerifyGetKey {
  const address = new URL('v1/jwks.json', issuer.endsWith('/') ? issuer : `${issuer}/`);
  const remote = createRemoteJWKSet(address, { cacheMaxAge: KEPT_MS, ...(fetch ? { [customFetch]: fetch } : {}) });
  return (header, token) =>
    remote(header, token).catch((error) => {
      throw error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
        ? new Problem('invalid_token')
        : new Problem('unavailable', `The keys of ${issuer} cannot be fetched`);
    });
}
