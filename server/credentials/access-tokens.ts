import { type CryptoKey, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { DatabaseClock } from '../database/database-clock.ts';
import type { IssuedClaims } from '../database/sealed-claims.ts';
import { SIGNING_ALGORITHMS } from '../database/signing-key-functions.ts';
import { Problem } from '../http/problem.ts';
import type { KeyStore } from './key-store.ts';

/** An uncached EdDSA check costs as much as half a request. */
export const CACHED_TOKENS = 10_000;
const LONGEST_TOKEN = 4_096;

/** The claims of an access token that the database sealed, and the seal, as JWT claims. */
const SealedTokenClaims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  /** Of a grant, the application; of a service, itself, as sub is. */
  client_id: z.string().optional(),
  workspace: z.uuid().optional(),
  scope: z.string().optional(),
  exp: z.number().int(),
  seal_key: z.string().max(64),
  seal: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Verified claims of an access token. Whether they still hold is the database's to say. */
export type VerifiedClaims = z.infer<typeof SealedTokenClaims>;

/** What an access token says of a grant. */
export interface SignedGrant {
  clientId: string;
  resource: string | null;
  /** auth_time, acr and amr (RFC 9068 section 2.2.1); of a service, nothing. */
  authentication?: Record<string, unknown>;
}

/** Signs and verifies access tokens (RFC 9068). */
export interface AccessTokens {
  /** Puts sealed claims into a JWT; of a grant, for its client and its resource (RFC 8707), with how its user authenticated. */
  sign(claims: IssuedClaims, grant?: SignedGrant): Promise<string>;
  /**
   * The claims of a token that we signed and that has not expired.
   *
   * @throws Problem invalid_token.
   */
  verify(token: string): Promise<VerifiedClaims>;
  /** The session of a token that we signed, whatever resource it is for and however old it is; undefined: no such token. */
  sessionOf(token: string): Promise<Pick<VerifiedClaims, 'sub' | 'sid' | 'scope' | 'exp'> | undefined>;
}

function keyNamed(keys: KeyStore, kid: string | undefined, alg: string | undefined): CryptoKey {
  const key = kid === undefined ? undefined : keys.publicKey(kid);
  if (!key || key.algorithm !== alg) throw new Problem('invalid_token');
  return key.key;
}

/** What a token says that we signed. */
interface Signed {
  claims: VerifiedClaims;
  audience: readonly string[];
}

/**
 * The claims of an access token (RFC 9068 section 4), by its signature.
 *
 * @param token - as presented.
 * @param key - finds the key by the token's header; what it throws of Problem is thrown.
 * @param options - `issuer` at least.
 * @throws Problem invalid_token.
 */
export async function verifiedClaims(
  token: string,
  key: JWTVerifyGetKey,
  options: JWTVerifyOptions & { issuer: string },
): Promise<VerifiedClaims> {
  return (await verifiedToken(token, key, options)).claims;
}

async function verifiedToken(
  token: string,
  key: JWTVerifyGetKey,
  options: JWTVerifyOptions & { issuer: string },
): Promise<Signed> {
  if (token.length > LONGEST_TOKEN) throw new Problem('invalid_token');
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [...SIGNING_ALGORITHMS],
      typ: 'at+jwt',
      requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      ...options,
    });
    return { claims: SealedTokenClaims.parse(payload), audience: [payload.aud ?? []].flat() };
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('invalid_token');
  }
}

/**
 * Access tokens of this installation.
 *
 * @param keys - the signing keys; a change of theirs empties the cache of verified tokens.
 * @param clock - of the database, which says when a token was issued and whether it has expired.
 * @param issuer - the public URL: `iss`, and `aud`.
 * @param onSeen - told of each token, whether it had been verified before.
 */
export function createAccessTokens(
  keys: KeyStore,
  clock: DatabaseClock,
  issuer: string,
  onSeen?: (isKnown: boolean) => void,
): AccessTokens {
  const empty = () => new LRUCache<string, Signed>({ max: CACHED_TOKENS });
  let verified = empty();
  keys.onChange(() => {
    verified = empty();
  });

  /** Of any audience, however old it is: a signature does not change. */
  async function signed(token: string): Promise<Signed> {
    // What is being checked when the keys change is remembered in the old cache, which nobody reads any more.
    const cache = verified;
    const known = cache.get(token);
    if (known) return known;
    const found = await verifiedToken(token, ({ kid, alg }) => keyNamed(keys, kid, alg), {
      issuer,
      currentDate: new Date(0),
    });
    cache.set(token, found);
    return found;
  }

  return {
    sign: ({ sub, sid, workspace, scope, iat, exp, seal_key, seal }, grant) => {
      const { id, algorithm, key } = keys.current();
      return new SignJWT({
        sid,
        ...(grant ? { client_id: grant.clientId, ...grant.authentication } : {}),
        ...(workspace === null ? {} : { workspace }),
        ...(scope === null ? {} : { scope }),
        seal_key,
        seal: seal.toString('hex'),
      })
        .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: id })
        .setIssuer(issuer)
        .setAudience(grant?.resource ?? issuer)
        .setSubject(sub)
        .setJti(crypto.randomUUID())
        .setIssuedAt(iat)
        .setExpirationTime(exp)
        .sign(key);
    },
    verify: async (token) => {
      onSeen?.(verified.has(token));
      const { claims, audience } = await signed(token);
      if (claims.exp * 1000 > clock.now() && audience.includes(issuer)) return claims;
      throw new Problem('invalid_token');
    },
    sessionOf: async (token) => (await signed(token).catch(() => undefined))?.claims,
  };
}
