import { decodeProtectedHeader } from 'jose';
import { LRUCache } from 'lru-cache';
import * as client from 'openid-client';
import { z } from 'zod';
import type { DatabaseClock } from '../database/database-clock.ts';
import type { AskedAuthentication, AssertedIdentity, StoredProvider } from '../database/provider-functions.ts';
import { emailAddress, text } from '../http/schemas.ts';
import type { ClientSecretWrap } from './client-secret.ts';
import type { RedirectProvider } from './identity-provider.ts';
import { isAllowedUpstream, PROVIDER_TIMEOUT_S, upstreamFetch, upstreamProblem } from './upstream.ts';

/** How a provider is reached. */
export interface Upstream {
  secrets: ClientSecretWrap;
  /** Allows http on this machine. */
  development: boolean;
  /** Of the database: providers' ID tokens are held against it. */
  clock: DatabaseClock;
}

/** A provider's metadata is asked for anew after this long; its keys, whenever one is not known. */
const METADATA_LIFETIME_MS = 10 * 60_000;
/** With a shared secret, anybody who knows it could make ID tokens. */
const ALGORITHMS: ReadonlySet<unknown> = new Set([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]);

/** Prompts of providers that refuse others and do not say so in their metadata (Initiating User Registration 1.0 has a name for them). */
const PROMPTS: Readonly<Record<string, readonly string[]>> = {
  'https://accounts.google.com': ['none', 'consent', 'select_account'],
};
const CLOCK_TOLERANCE_S = 60;

/** A name as it can be stored. */
export const personName = text.pipe(z.string().trim().min(1).max(200)).optional().catch(undefined);
/** Seconds since 1970; what is none counts as not said. */
const AuthTime = z
  .number()
  .min(0)
  .max(1e11)
  .transform((seconds) => new Date(seconds * 1000))
  .optional()
  .catch(undefined);
/** How somebody authenticated; what is not as OpenID Connect Core section 2 has it counts as not said. */
const Acr = z.string().min(1).max(200).optional().catch(undefined);
const Amr = z.array(z.string().min(1).max(200)).max(20).optional().catch(undefined);
const Subject = text.pipe(z.string().min(1).max(255));
const Profile = z.object({
  email: emailAddress.optional().catch(undefined),
  email_verified: z.unknown().optional(),
  /** Microsoft: whether the owner of the address's domain has confirmed it. */
  xms_edov: z.unknown().optional(),
  name: personName,
});

/**
 * A provider of OpenID Connect, found by discovery.
 *
 * @param stored - as configured.
 * @param upstream - how it is reached.
 */
export function oidcProvider(stored: StoredProvider, upstream: Upstream): RedirectProvider {
  const discovered = remembered(() => discover(stored, upstream), METADATA_LIFETIME_MS);
  return {
    id: stored.id,
    name: stored.name,
    start: async ({ state, nonce, codeVerifier, redirectUri, asked }) => {
      const configuration = await discovered().catch(fail);
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: stored.scope,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...authenticationParameters(configuration.serverMetadata(), asked),
      });
      return { kind: 'redirect', url: url.href };
    },
    complete: (answer) =>
      discovered()
        .then((configuration) => identityOf(configuration, answer, stored))
        .catch(fail),
  };
}

function fail(error: unknown): never {
  throw upstreamProblem(error);
}

async function discover(
  stored: StoredProvider,
  { secrets, development, clock }: Upstream,
): Promise<client.Configuration> {
  const server = new URL(stored.issuer);
  if (!isAllowedUpstream(server, development)) throw new Error('the issuer must be https');
  const secret = await secrets.open(stored);
  const metadata = { [client.clockSkew]: Math.round(clock.behind()) };
  const configuration = await client.discovery(server, stored.client_id, metadata, authenticate(secret), {
    timeout: PROVIDER_TIMEOUT_S,
    execute: [
      // ID tokens are verified by the provider's keys, not trusted for the connection that they came by.
      client.enableNonRepudiationChecks,
      ...(server.protocol === 'http:' ? [client.allowInsecureRequests] : []),
    ],
    [client.customFetch]: upstreamFetch(development),
  });
  // The library compares URLs; OpenID Connect Discovery section 4.3 compares characters.
  if (configuration.serverMetadata().issuer !== stored.issuer)
    throw new Error('the metadata belongs to another issuer');
  return configuration;
}

/** RFC 8414 section 2: where metadata do not say, client_secret_basic. */
function authenticate(secret: string): client.ClientAuth {
  const basic = client.ClientSecretBasic(secret);
  const post = client.ClientSecretPost(secret);
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return methods.includes('client_secret_basic') ? basic(server, ...rest) : post(server, ...rest);
  };
}

async function identityOf(
  configuration: client.Configuration,
  { callback, state, nonce, codeVerifier, authenticatedSince }: Parameters<RedirectProvider['complete']>[0],
  { client_id, issuer, trusted_audiences }: StoredProvider,
): Promise<AssertedIdentity> {
  const tokens = await client.authorizationCodeGrant(configuration, callback, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims || !ALGORITHMS.has(decodeProtectedHeader(tokens.id_token ?? '').alg)) {
    throw new Error('the ID token is not signed with a key of the provider');
  }
  if (!isForUs(claims, client_id, trusted_audiences)) throw new Error('the ID token is for another audience');
  if (authenticatedSince && claims.auth_time !== undefined && isBefore(claims.auth_time, authenticatedSince)) {
    throw new Error('the provider did not ask the user to sign in again, although it was told to');
  }
  const subject = Subject.parse(claims.sub);
  const elsewhere = claims['email'] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
  const more = elsewhere ? await client.fetchUserInfo(configuration, tokens.access_token, subject) : {};
  const profile = Profile.parse({ ...claims, ...more });
  return {
    subject,
    email: profile.email,
    emailVerified: isVerified(profile, issuer),
    name: profile.name,
    authenticatedAt: AuthTime.parse(claims.auth_time),
    acr: Acr.parse(claims['acr']),
    amr: Amr.parse(claims['amr']),
  };
}

/**
 * OpenID Connect Core section 3.1.3.7, of which the library leaves to us whom to trust: a token for others too, where it names us, and one that was
 * made for another party.
 */
function isForUs({ aud, azp }: client.IDToken, clientId: string, trusted: readonly string[]): boolean {
  const audience = [aud].flat();
  const known = audience.every((one) => one === clientId || trusted.includes(one));
  return known && audience.includes(clientId) && (audience.length === 1 ? (azp ?? clientId) : azp) === clientId;
}

/** What clients ask of an authentication, as its provider may be asked. */
function authenticationParameters(
  { issuer, prompt_values_supported: told }: client.ServerMetadata,
  { prompt, max_age, acr_values }: AskedAuthentication,
): Record<string, string> {
  const wanted = prompt?.split(' ') ?? [];
  const supported: readonly unknown[] | undefined = Array.isArray(told) ? told : PROMPTS[issuer];
  const prompts = supported ? wanted.filter((word) => supported.includes(word)) : wanted;
  // Where nobody can be made to sign in again, they can be asked who they are.
  if (wanted.length > 0 && prompts.length === 0 && supported?.includes('select_account'))
    prompts.push('select_account');
  return {
    ...(prompts.length > 0 ? { prompt: prompts.join(' ') } : {}),
    ...(max_age === null ? {} : { max_age: String(max_age) }),
    ...(acr_values === null ? {} : { acr_values }),
  };
}

/** Where a provider's clock is not ours. */
function isBefore(authTime: number, since: Date): boolean {
  return (authTime + CLOCK_TOLERANCE_S) * 1000 < since.getTime();
}

/** As a boolean, or the text that some make of it. Microsoft has no email_verified, and an address without xms_edov is whatever somebody typed. */
function isVerified({ email_verified, xms_edov }: z.infer<typeof Profile>, issuer: string): boolean {
  const microsoft = new URL(issuer).host === 'login.microsoftonline.com';
  return microsoft
    ? [true, 1, '1', 'true'].some((yes) => xms_edov === yes)
    : email_verified === true || email_verified === 'true';
}

/** Does something once in a while: its result is kept for a time, a failure is not. */
function remembered<T extends object>(make: () => Promise<T>, lifetime: number): () => Promise<T> {
  const cache = new LRUCache<'only', T>({ max: 1, ttl: lifetime, fetchMethod: make });
  return () => cache.forceFetch('only');
}
