import { createHash, randomBytes } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Answers, Browser, Page } from './form-browser.ts';
import { type HttpAnswer, type oauthServer, REDIRECT_URI, type RegisteredClient } from './oauth-server.ts';

/** What came of a module: it fails by an exception. */
export type ModuleResult = 'passed' | 'skipped' | `warning: ${string}`;

/** How a plan's client behaves. */
export interface Profile {
  client: RegisteredClient;
  /** Sends PKCE with every request. */
  pkce: boolean;
  responseMode?: 'form_post';
}

/** One authorization by a relying party, as far as it got. */
export interface Flow {
  /** What the redirect URI was told; undefined: a page was shown instead. */
  told: URLSearchParams | undefined;
  page: Page;
  sent: Record<string, string>;
  verifier: string;
}

/** What the token endpoint answered, verified as a client does. */
export interface Verified {
  answer: HttpAnswer;
  claims: JWTPayload;
  accessToken: string;
}

/**
 * A relying party that checks what the OpenID Foundation's conformance suite checks.
 *
 * @param server - of the test.
 * @param profile - its client.
 */
export function relyingParty(server: Awaited<ReturnType<typeof oauthServer>>, profile: Profile) {
  const { issuer, send, postAs, post } = server;
  const { client, pkce, responseMode } = profile;

  /** Sends a person to the authorization endpoint; left out of `more` what is null. */
  async function authorize(
    browser: Browser,
    answers: Answers | undefined,
    more: Record<string, string | null> = {},
    method: 'GET' | 'POST' = 'GET',
  ): Promise<Flow> {
    const verifier = randomBytes(32).toString('base64url');
    const all: Record<string, string | null> = {
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'openid',
      state: randomBytes(8).toString('hex'),
      nonce: randomBytes(8).toString('hex'),
      ...(responseMode ? { response_mode: responseMode } : {}),
      ...(pkce
        ? { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' }
        : {}),
      ...more,
    };
    const sent = Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null));
    const endpoint = `${issuer}/v1/oauth/authorize`;
    const begun =
      method === 'GET'
        ? await browser.request(`${endpoint}?${new URLSearchParams(sent)}`)
        : await browser.request(endpoint, sent);
    const first = await browser.follow(begun);
    const page = answers ? await answered(browser, first, answers) : first;
    return { told: toldBy(page), page, sent, verifier };
  }

  async function answered(browser: Browser, page: Page, { email, password }: Answers): Promise<Page> {
    const signedIn = page.text.includes('action="/sign-in"')
      ? await browser.submit(page, '/sign-in', { email, password })
      : page;
    return signedIn.text.includes('action="/consent"') && signedIn.text.includes('value="allow"')
      ? browser.submit(signedIn, '/consent', { decision: 'allow' })
      : signedIn;
  }

  /** What reaches the redirect URI, by the way that was asked for. */
  function toldBy(page: Page): URLSearchParams | undefined {
    const location = page.headers.get('location');
    if (responseMode !== 'form_post') {
      return location?.startsWith(REDIRECT_URI) ? new URL(location).searchParams : undefined;
    }
    if (location !== null) throw new Error('the answer came by a redirect');
    if (!page.text.includes(`<form method="post" action="${REDIRECT_URI}">`)) return undefined;
    const fields = [...page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    return new URLSearchParams(fields.map(([, name = '', value = '']): [string, string] => [name, value]));
  }

  /** Exchanges a code and verifies everything about the answer. */
  async function exchange(flow: Flow, method: 'basic' | 'post' = 'basic'): Promise<Verified> {
    const { told, sent } = flow;
    check(told?.get('error') === null, `no error: ${told} ${flow.page.status}`);
    check(told?.get('state') === (sent['state'] ?? null), 'the state came back');
    check(told?.get('iss') === issuer, 'iss names the server');
    const answer = await redeem(flow, method);
    check(answer.status === 200, `the code is redeemed: ${JSON.stringify(answer.body)}`);
    check(answer.headers.get('cache-control')?.includes('no-store') === true, 'the token answer is not cached');
    const { access_token, token_type, expires_in, id_token } = answer.body;
    check(String(token_type).toLowerCase() === 'bearer', 'the token type is Bearer');
    check(Number.isInteger(expires_in) && expires_in > 0, 'expires_in is a number of seconds');
    check(/^[\x20-\x7e]{20,}$/.test(access_token), 'the access token is one');
    const claims = await verifyIdToken(id_token, sent['nonce'], access_token);
    return { answer, claims, accessToken: access_token };
  }

  function redeem({ told, verifier }: Flow, method: 'basic' | 'post' = 'basic') {
    const form = {
      grant_type: 'authorization_code',
      code: told?.get('code') ?? '',
      redirect_uri: REDIRECT_URI,
      ...(pkce ? { code_verifier: verifier } : {}),
    };
    return method === 'basic'
      ? postAs(client, '/v1/oauth/token', form)
      : post('/v1/oauth/token', { ...form, ...client });
  }

  async function verifyIdToken(token: string, nonce: string | undefined, accessToken?: string): Promise<JWTPayload> {
    const { body: jwks } = await send('/v1/jwks.json');
    const { alg, kid } = decodeProtectedHeader(token);
    check(alg === 'RS256', 'RS256 signs the ID token');
    check(
      (jwks as JSONWebKeySet).keys.some((key) => key.kid === kid),
      'its key is published',
    );
    const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), {
      issuer,
      audience: client.client_id,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    check(String(payload.sub).length <= 255, 'sub has 255 characters at most');
    check(Math.abs(Number(payload.iat) * 1000 - Date.now()) < 300_000, 'iat is now');
    check(payload['nonce'] === nonce, 'the nonce came back');
    check(payload['azp'] === undefined || payload['azp'] === client.client_id, 'azp is the client');
    if (accessToken !== undefined && payload['at_hash'] !== undefined) {
      const half = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
      check(payload['at_hash'] === half, 'at_hash is of the access token');
    }
    return payload;
  }

  async function userinfo(accessToken: string, by: 'get' | 'header' | 'body' = 'get') {
    const headers = { authorization: `Bearer ${accessToken}` };
    const url = '/v1/oauth/userinfo';
    if (by === 'get') return send(url, { headers });
    return by === 'header' ? post(url, {}, headers) : post(url, { access_token: accessToken });
  }

  return { client, responseMode, authorize, exchange, redeem, userinfo, verifyIdToken };
}

/** A relying party that checks what the suite checks. */
export type RelyingParty = ReturnType<typeof relyingParty>;

/**
 * Fails a module unless something holds.
 *
 * @param holds - whether it does.
 * @param what - should hold.
 */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`not so: ${what}`);
}
