import { describe, expect, test } from 'vitest';
import type { Browser } from '#test/support/form-browser.ts';
import { oauthServer, REDIRECT_URI } from '#test/support/oauth-server.ts';

const server = await oauthServer();
const { issuer, send, addClient, authorizationRequest, person, redeem } = server;
const web = await addClient({ name: 'Web' });
const ours = await addClient({ name: 'Ours', authMethod: 'none', firstParty: true });
const ada = person('owner@acme.test');

/** What a client is told without a page having been shown; undefined: a page was. */
async function toldAtOnce(browser: Browser, url: string): Promise<Record<string, string> | undefined> {
  const location = (await browser.open(url)).headers.get('location');
  return location === null ? undefined : Object.fromEntries(new URL(location).searchParams);
}
const signedIn = async () => {
  const browser = server.browser();
  await browser.submit(await browser.open(`${issuer}/sign-in`), '/sign-in', ada);
  return browser;
};
const requestOn = (text: string) => /name="request" value="([^"]+)"/.exec(text)?.[1] ?? '';
/** Sends a form as a page of ours would, whether or not a page has it. */
const press = (browser: Browser, action: string, form: Record<string, string>) =>
  browser.request(`${issuer}${action}`, form);

describe('prompt=none shows no page', () => {
  const silently = (more = {}, client = web) => authorizationRequest(client.client_id, { prompt: 'none', ...more }).url;

  test('where nobody is signed in', async () => {
    expect(await toldAtOnce(server.browser(), silently())).toEqual({
      error: 'login_required',
      state: 'a-state',
      iss: issuer,
    });
  });

  test('where nobody has agreed, where the sign-in is too old, and where all is well', async () => {
    const browser = await signedIn();
    const told = (more?: object) => toldAtOnce(browser, silently(more));
    expect(await told()).toEqual({ error: 'consent_required', state: 'a-state', iss: issuer });
    await browser.authorize(authorizationRequest(web.client_id, { scope: 'openid notes:read' }).url, ada);
    expect(await told({ scope: 'openid notes:read' })).toMatchObject({ code: expect.stringMatching(/^rsc_/) });
    expect(await told({ scope: 'openid notes:read notes:write' })).toMatchObject({ error: 'consent_required' });
    expect(await told({ scope: 'openid notes:read', max_age: '0' })).toMatchObject({ error: 'login_required' });
    expect(await toldAtOnce(browser, silently({}, ours))).toHaveProperty('code');
  });

  test.each(['none login', 'login none', 'none consent', 'none none', 'none select_account', 'NONE', 'none\tlogin'])(
    '"%s" is refused',
    async (prompt) => {
      const answer = await send(authorizationRequest(ours.client_id, { prompt }).url);
      expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request');
    },
  );
});

describe('what was asked for cannot be skipped by who is signed in', () => {
  test.each([
    ['a new sign-in', { prompt: 'login consent' }],
    ['another account', { prompt: 'select_account consent' }],
    ['a recent sign-in', { max_age: '0', prompt: 'consent' }],
  ])('%s, by consenting at once', async (_what, more) => {
    const browser = await signedIn();
    const page = await browser.open(authorizationRequest(web.client_id, more).url);
    expect(page.text).toContain('action="/sign-in"');
    const request = requestOn(page.text);
    const skipped = await press(browser, '/consent', { request, decision: 'allow' });
    expect(skipped.headers.get('location')).toBeNull();
    expect(skipped.text).toContain('action="/sign-in"');
    const again = await browser.submit(page, '/sign-in', ada);
    const last = await browser.submit(again, '/consent', { decision: 'allow' });
    expect(last.headers.get('location'), 'the control').toContain('code=');
  });

  test('consent, for a workspace that is not theirs', async () => {
    const browser = await signedIn();
    const { url } = authorizationRequest(web.client_id, { prompt: 'consent' });
    const [globex] = await server.db.admin`select id from rowseal.workspaces where slug = 'globex'`;
    const request = requestOn((await browser.open(url)).text);
    const last = await press(browser, '/consent', { request, decision: 'allow', workspace: globex?.['id'] });
    const code = new URL(last.headers.get('location') ?? '').searchParams.get('code');
    const [granted] = await server.db.admin`
      select slug from rowseal_private.oauth_codes as code join rowseal.workspaces as workspace on workspace.id = code.workspace_id
       where code.id = (select id from rowseal.parse_token(${code}))`;
    expect(granted).toEqual({ slug: 'acme' });
  });

  test('a request of another kind than the one that was evaluated', async () => {
    const browser = await signedIn();
    const page = await browser.open(authorizationRequest(web.client_id, { prompt: 'consent' }).url);
    const last = await press(browser, '/consent', {
      request: requestOn(page.text),
      decision: 'allow',
      redirect_uri: 'https://evil.test/',
      scope: 'openid profile',
      response_type: 'token',
      response_mode: 'fragment',
      state: 'another',
    });
    const { origin, pathname, hash, searchParams } = new URL(last.headers.get('location') ?? '');
    expect([origin + pathname, hash]).toEqual([REDIRECT_URI, '']);
    expect([...searchParams.keys()].sort()).toEqual(['code', 'iss', 'state']);
    expect(searchParams.get('state')).toBe('a-state');
  });
});

describe('a forbidden flow stays forbidden after the session was ended and begun anew', () => {
  test('by what is added to the pages, and by a request that waits', async () => {
    const browser = await signedIn();
    const { url, verifier } = authorizationRequest(web.client_id, { prompt: 'consent' });
    const request = requestOn((await browser.open(url)).text);
    await press(browser, '/sign-out', {});
    expect(await toldAtOnce(browser, `${issuer}/sign-in?request=${request}&prompt=none`)).toBeUndefined();
    const implicit = 'response_type=token&response_mode=fragment&redirect_uri=https://evil.test/';
    const page = await browser.open(`${issuer}/sign-in?request=${request}&${implicit}`);
    const consent = await browser.submit(page, '/sign-in', { ...ada, response_type: 'token' } as never);
    const last = await browser.submit(consent, '/consent', { decision: 'allow', response_type: 'token' });
    const location = last.headers.get('location') ?? '';
    expect(location).toMatch(new RegExp(`^${REDIRECT_URI}\\?`));
    expect(location).not.toMatch(/#|access_token|id_token|evil/);
    const code = new URL(location).searchParams.get('code') ?? '';
    expect((await redeem(web, { code, verifier })).status, 'the control').toBe(200);
  });

  test.each(['token', 'id_token', 'id_token token', 'code id_token token'])(
    'response_type "%s", for who is signed in and has agreed',
    async (response_type) => {
      const browser = await signedIn();
      await browser.authorize(authorizationRequest(web.client_id).url, ada);
      for (const client of [web, ours]) {
        const { url } = authorizationRequest(client.client_id, { response_type, nonce: 'n' });
        expect(await toldAtOnce(browser, url)).toMatchObject({ error: 'unsupported_response_type', iss: issuer });
      }
    },
  );
});

describe('no answer to a form has the browser send it again elsewhere', () => {
  test('(307): not with credentials, not with a decision, not at the endpoint', async () => {
    const browser = server.browser();
    const { url } = authorizationRequest(web.client_id, { prompt: 'consent' });
    const request = requestOn((await browser.open(url)).text);
    const signIn = await press(browser, '/sign-in', { ...ada, request });
    const consent = await press(browser, '/consent', { request, decision: 'allow' });
    const signOut = await press(browser, '/sign-out', {});
    expect([signIn, consent, signOut].map(({ status }) => status)).toEqual([303, 303, 200]);
    expect(consent.headers.get('location')).toContain('code=');
    expect(consent.headers.get('cache-control')).toBe('no-store');
    expect(consent.headers.get('referrer-policy')).toBe('no-referrer');
    const wrong = authorizationRequest(web.client_id, { response_type: 'token' }).url;
    const posted = await send('/v1/oauth/authorize', { method: 'POST', body: new URL(wrong).searchParams });
    expect(posted.status).toBe(303);
  });

  test('a decision to deny names the issuer, once', async () => {
    const browser = await signedIn();
    const { url } = authorizationRequest(web.client_id, { prompt: 'consent' });
    const request = requestOn((await browser.open(url)).text);
    const denied = await press(browser, '/consent', { request, decision: 'deny' });
    const { searchParams } = new URL(denied.headers.get('location') ?? '');
    expect([...searchParams]).toEqual([
      ['error', 'access_denied'],
      ['state', 'a-state'],
      ['iss', issuer],
    ]);
    expect((await press(browser, '/consent', { request, decision: 'allow' })).status).toBe(400);
  });

  test.each([
    ['a decision that comes twice', 'decision=deny&decision=allow'],
    ['a decision that is none', 'decision=yes'],
    ['no decision', ''],
    ['two requests', 'decision=allow&request=01a20bd8-1955-73aa-94a0-197ff9c52136'],
  ])('%s is no consent', async (_what, form) => {
    const browser = await signedIn();
    const request = requestOn(
      (await browser.open(authorizationRequest(web.client_id, { prompt: 'consent' }).url)).text,
    );
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = new URLSearchParams(`request=${request}&${form}`);
    const refused = await send('/consent', { method: 'POST', body, headers: { cookie, origin: issuer } });
    expect([refused.status, refused.headers.get('location')]).toEqual([400, null]);
  });
});

describe('a verifier where no challenge was asked (RFC 9700 section 4.8.2)', () => {
  const without = { code_challenge: null, code_challenge_method: null };

  test('is asked of everybody whom no operator has exempted: there is no code without', async () => {
    const browser = await signedIn();
    expect(await toldAtOnce(browser, authorizationRequest(ours.client_id).url), 'the control').toHaveProperty('code');
    for (const client of [ours, web])
      for (const more of [without, { ...without, nonce: 'n' }]) {
        const { url } = authorizationRequest(client.client_id, more);
        expect(await toldAtOnce(browser, url)).toMatchObject({ error: 'invalid_request' });
      }
  });

  test('is refused of a client that may do without, so that nobody strips the challenge from its request', async () => {
    const waived = await addClient({ name: 'Waived', firstParty: true, pkceWaived: true });
    const coded = async (more: Record<string, string | null>) => {
      const { url, verifier } = authorizationRequest(waived.client_id, { nonce: 'n', ...more });
      return { verifier, code: (await toldAtOnce(await signedIn(), url))?.['code'] ?? '' };
    };
    const verifier = 'a'.repeat(43);
    for (const sent of [verifier, 'too short', 'ü'])
      expect((await redeem(waived, { ...(await coded(without)), verifier: sent })).body.error).toBe('invalid_grant');
    const { code, verifier: right } = await coded({});
    const plain = { grant_type: 'authorization_code', code };
    expect((await server.postAs(waived, '/v1/oauth/token', plain)).body.error).toBe('invalid_grant');
    expect((await redeem(waived, { code, verifier: right })).status, 'the control').toBe(200);
    const bare = { grant_type: 'authorization_code', code: (await coded(without)).code };
    expect((await server.postAs(waived, '/v1/oauth/token', bare)).status, 'the control').toBe(200);
  });

  test('is asked of an exempted client too, where no nonce protects its code', async () => {
    const waived = await addClient({ firstParty: true, pkceWaived: true });
    const browser = await signedIn();
    const told = (more: Record<string, string | null>) =>
      toldAtOnce(browser, authorizationRequest(waived.client_id, { ...without, ...more }).url);
    expect(await told({})).toMatchObject({ error: 'invalid_request' });
    expect(await told({ nonce: '' })).toMatchObject({ error: 'invalid_request' });
    expect(await told({ nonce: 'n', scope: 'notes:read' })).toMatchObject({ error: 'invalid_request' });
    expect(await told({ nonce: 'n', code_challenge_method: 'S256' })).toMatchObject({ error: 'invalid_request' });
    expect(await told({ nonce: 'n' }), 'the control').toHaveProperty('code');
  });

  test('no client is exempted that cannot prove who it is, or has registered itself', async () => {
    await expect(addClient({ authMethod: 'none', pkceWaived: true })).rejects.toMatchObject({ code: '23514' });
    const self = server.db.admin`
      select rowseal_private.add_client('Self', ${[REDIRECT_URI]}, 'client_secret_basic', registered_by_itself => true, pkce_waived => true)`;
    await expect(self).rejects.toMatchObject({ code: '23514' });
  });
});
