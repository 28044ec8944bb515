import * as client from 'openid-client';
import { z } from 'zod';
import type { StoredProvider } from '../database/provider-functions.ts';
import { emailAddress } from '../http/schemas.ts';
import type { RedirectProvider } from './identity-provider.ts';
import { personName, type Upstream } from './oidc.ts';
import { isAllowedUpstream, PROVIDER_TIMEOUT_S, upstreamFetch, upstreamProblem } from './upstream.ts';

const User = z.object({ id: z.int().positive(), name: personName, login: z.string() });
const Emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * GitHub, or an Enterprise Server of one's own: OAuth without OpenID Connect, so its API says who it is. An access token cannot be told to be
 * for us, as an ID token can; it is used here only when it came from GitHub, for a code with our state and our PKCE verifier.
 *
 * @param stored - as configured; issuer is where people open it.
 * @param upstream - how it is reached.
 */
export function githubProvider(stored: StoredProvider, { secrets, development }: Upstream): RedirectProvider {
  const api = stored.issuer === 'https://github.com' ? 'https://api.github.com' : `${stored.issuer}/api/v3`;

  async function configure(): Promise<client.Configuration> {
    if (!isAllowedUpstream(new URL(stored.issuer), development)) throw new Error('the issuer must be https');
    const oauth = `${stored.issuer}/login/oauth`;
    const server = {
      issuer: oauth,
      authorization_endpoint: `${oauth}/authorize`,
      token_endpoint: `${oauth}/access_token`,
    };
    const authentication = client.ClientSecretPost(await secrets.open(stored));
    const configuration = new client.Configuration(server, stored.client_id, {}, authentication);
    configuration.timeout = PROVIDER_TIMEOUT_S;
    configuration[client.customFetch] = upstreamFetch(development);
    if (oauth.startsWith('http:')) client.allowInsecureRequests(configuration);
    return configuration;
  }

  async function ask<T>(configuration: client.Configuration, token: string, path: string, answer: z.ZodType<T>) {
    const headers = new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'Rowseal' });
    const url = new URL(`${api}${path}`);
    const response = await client.fetchProtectedResource(configuration, token, url, 'GET', null, headers);
    if (response.status !== 200) throw new Error(`GitHub answered ${response.status}`);
    return answer.parse(await response.json());
  }

  async function identify({ callback, state, codeVerifier }: Parameters<RedirectProvider['complete']>[0]) {
    const configuration = await configure();
    const checks = { expectedState: state, pkceCodeVerifier: codeVerifier };
    const { access_token } = await client.authorizationCodeGrant(configuration, callback, checks);
    const user = await ask(configuration, access_token, '/user', User);
    const emails = await ask(configuration, access_token, '/user/emails', Emails);
    const primary = emails.find((email) => email.primary && email.verified);
    const email = primary && emailAddress.safeParse(primary.email).data;
    return { subject: String(user.id), email, emailVerified: email !== undefined, name: user.name ?? user.login };
  }

  return {
    id: stored.id,
    name: stored.name,
    start: async ({ state, codeVerifier, redirectUri, asked }) => {
      const url = client.buildAuthorizationUrl(await configure(), {
        redirect_uri: redirectUri,
        scope: stored.scope,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        // It can make nobody sign in again, only ask who they are.
        ...(asked.prompt === null ? {} : { prompt: 'select_account' }),
      });
      return { kind: 'redirect', url: url.href };
    },
    complete: (answer) =>
      identify(answer).catch((error) => {
        throw upstreamProblem(error);
      }),
  };
}
