import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import type { Maintenance } from '#server/database/maintenance.ts';
import type { StoredProvider } from '#server/database/provider-functions.ts';
import { clientSecretWrap } from '#server/idp/client-secret.ts';
import { closeAfterFile } from './closing.ts';
import { TEST_MASTER_KEY } from './master-key.ts';

/** Somebody with an account at an upstream provider. */
export interface UpstreamPerson {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

/** How a provider misbehaves. */
export interface Misdeeds {
  /** Changes the claims of an ID token, which is then signed again, with the provider's own key. */
  idToken?: (claims: JWTPayload) => JWTPayload;
  /** Makes an ID token in place of the provider's. */
  forge?: (claims: JWTPayload) => Promise<string>;
  /** Changes the answer of the userinfo endpoint. */
  userinfo?: (claims: JWTPayload) => object;
  /** Changes the set of its keys. */
  jwks?: (jwks: object) => object;
  /** Changes the metadata. */
  metadata?: (metadata: Record<string, unknown>) => Record<string, unknown>;
}

export const UPSTREAM_CLIENT = { id: 'rowseal', secret: 'a-client-secret-of-the-upstream-provider' };

/**
 * A real OpenID provider, whose people sign in by being named; stopped after the test file.
 *
 * @param redirectUris - where it may send people back.
 */
export async function startUpstream(redirectUris: string[]) {
  const state = { person: { sub: 'nobody' } as UpstreamPerson, misdeeds: {} as Misdeeds };
  const people = new Map<string, UpstreamPerson>();
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key: JWK = { ...(await exportJWK(privateKey)), kid: 'upstream', alg: 'RS256', use: 'sig' };

  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closeAfterFile(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });

  const provider = new Provider(issuer, configuration(redirectUris, key, people));
  provider.use(async (ctx, next) => {
    await next();
    const { metadata, userinfo, jwks } = state.misdeeds;
    if (ctx.path === '/token') await misdo(ctx.body as Record<string, unknown>);
    if (ctx.path === '/me' && userinfo) ctx.body = userinfo(ctx.body as JWTPayload);
    if (ctx.path === '/jwks' && jwks) ctx.body = jwks(ctx.body as object);
    if (ctx.path.startsWith('/.well-known/') && metadata) ctx.body = metadata(ctx.body as Record<string, unknown>);
  });
  const answer = provider.callback();

  async function misdo(body: Record<string, unknown>): Promise<void> {
    const { idToken, forge } = state.misdeeds;
    if (typeof body['id_token'] !== 'string') return;
    const claims: JWTPayload = JSON.parse(Buffer.from(body['id_token'].split('.')[1] ?? '', 'base64url').toString());
    if (forge) body['id_token'] = await forge(claims);
    if (idToken) {
      const changed = new SignJWT(idToken(claims)).setProtectedHeader({ alg: 'RS256', kid: 'upstream' });
      body['id_token'] = await changed.sign(await importJWK(key, 'RS256'));
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    people.set(state.person.sub, { ...state.person });
    await provider.interactionFinished(request, response, { login: { accountId: state.person.sub } });
  }

  /** What a browser does there: signs in as somebody and comes back. Returns where to. */
  async function visit(url: string, person: UpstreamPerson): Promise<URL> {
    state.person = person;
    const cookies = new Map<string, string>();
    let next = new URL(url);
    for (let hops = 0; hops < 10 && next.origin === issuer; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const got = await fetch(next, { redirect: 'manual', headers: { cookie } });
      for (const line of got.headers.getSetCookie()) {
        const [, name = '', value = ''] = line.match(/^([^=]+)=([^;]*)/) ?? [];
        cookies.set(name, value);
      }
      const location = got.headers.get('location');
      if (location === null) throw new Error(`the provider answered ${got.status}: ${await got.text()}`);
      next = new URL(location, next);
    }
    return next;
  }

  return {
    issuer,
    /** Its signing key, for what {@link Misdeeds.forge} makes. */
    key,
    visit,
    /** Whoever comes from here on is this person. */
    receive: (person: UpstreamPerson) => {
      state.person = person;
    },
    /** From here on the provider misbehaves; without an argument it behaves again. */
    misbehave: (misdeeds: Misdeeds = {}) => {
      state.misdeeds = misdeeds;
    },
  };
}

/** A provider that runs. */
export type UpstreamProvider = Awaited<ReturnType<typeof startUpstream>>;

/**
 * Has an installation know a provider, as `rowseal provider add` does.
 *
 * @param maintenance - of the installation, whose master key is that of the tests.
 * @param given - id and issuer, and what differs from the ordinary.
 * @param secret - our client secret there.
 */
export async function storeProvider(
  maintenance: Maintenance,
  given: Partial<StoredProvider> & Pick<StoredProvider, 'id' | 'issuer'>,
  secret = UPSTREAM_CLIENT.secret,
) {
  const stored = {
    kind: 'oidc' as const,
    name: given.id,
    client_id: UPSTREAM_CLIENT.id,
    scope: 'openid email profile',
    links_verified: true,
    registers: true,
    trusted_audiences: [],
    two_factor_values: [],
    phishing_resistant_values: [],
    ...given,
  };
  const client_secret_jwe = await clientSecretWrap(TEST_MASTER_KEY).wrap(stored, secret);
  return maintenance.saveIdentityProvider({ ...stored, client_secret_jwe });
}

function configuration(redirectUris: string[], key: JWK, people: Map<string, UpstreamPerson>): Configuration {
  return {
    clients: [
      {
        client_id: UPSTREAM_CLIENT.id,
        client_secret: UPSTREAM_CLIENT.secret,
        require_auth_time: true,
        redirect_uris: redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [key as never] },
    cookies: { keys: ['a key of the cookies of the upstream'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ ...people.get(sub), sub }) }),
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
}
