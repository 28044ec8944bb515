import { afterAll, describe, expect, test } from 'vitest';
import { logoutTask } from '#server/worker/logout-task.ts';
import { startWorker } from '#server/worker/worker.ts';
import {
  check,
  type ModuleResult,
  type Profile,
  type RelyingParty,
  relyingParty,
} from '#test/support/certification.ts';
import type { Browser } from '#test/support/form-browser.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { oauthServer, REDIRECT_URI } from '#test/support/oauth-server.ts';
import { toldClient } from '#test/support/told-client.ts';

/**
 * Repeats the modules of the OpenID Foundation's conformance suite, of the plans Config OP, Basic OP (with PKCE waived for the client, and with PKCE),
 * Form Post OP, RP-Initiated Logout OP and Back-Channel Logout OP: what each sends and checks, in our own words. Those that others decide as
 * well wait for `npm run test:long`.
 */
const server = await oauthServer();
const { db, issuer, send, addClient, person, postAs } = server;
const MEMBER = person('member@acme.test');
const BYE = 'https://client.test/post_logout_redirect';
const told = await toldClient();
const report = () => {};
const logout = logoutTask({ issuer, masterKey: TEST_MASTER_KEY, development: true, networks: [], report });
const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, report, { logout });
afterAll(() => worker.stop());

const waived = { pkceWaived: true, nonceWaived: true, postLogoutRedirectUris: [BYE] };
const plain: Profile = { client: await addClient({ name: 'Certification', ...waived }), pkce: false };
const second = await addClient({ name: 'Second', ...waived });
const posting = await addClient({ name: 'Posting', authMethod: 'client_secret_post', ...waived });
const forced: Profile = { client: await addClient({ name: 'With PKCE' }), pkce: true };
const formPost: Profile = { ...plain, responseMode: 'form_post' };
const backchannel: Profile = {
  client: await addClient({ name: 'Told', ...waived, backchannelLogoutUri: `${told.url}/backchannel` }),
  pkce: false,
};

interface Module {
  name: string;
  /** Whether nothing else decides as much: run each time. */
  decisive?: boolean;
  run(rp: RelyingParty, known: Browser): Promise<ModuleResult>;
}

const fresh = () => server.browser();
const passed = 'passed' as const;
/** A module that has passed when its work is done. */
const after = (work: Promise<unknown>) => work.then(() => passed);

/** A whole flow, with userinfo. */
async function happy(rp: RelyingParty, browser: Browser, more: Record<string, string | null> = {}) {
  const verified = await rp.exchange(await rp.authorize(browser, MEMBER, more));
  const { status, body } = await rp.userinfo(verified.accessToken);
  check(status === 200 && body.sub === verified.claims.sub, 'userinfo is about the same person');
  return { ...verified, info: body as Record<string, unknown> };
}

const same = (name: string, more: Record<string, string | null>): Module => ({
  name,
  run: async (rp, known) => {
    await happy(rp, known, more);
    return passed;
  },
});

/** A scope, and what of it userinfo has; other members of it are optional. */
const scope = (word: string, claims: string[]): Module => ({
  name: `oidcc-scope-${word}`,
  run: async (rp, known) => {
    const { body } = await send('/.well-known/openid-configuration');
    const words = word === 'all' ? ['profile', 'email', 'address', 'phone'] : [word];
    if (!words.every((each) => body.scopes_supported.includes(each))) return 'skipped';
    const { info } = await happy(rp, known, { scope: `openid ${words.join(' ')}` });
    check(
      claims.every((claim) => info[claim] !== undefined),
      `userinfo has ${claims}`,
    );
    return word === 'profile' ? 'warning: userinfo has name alone of the profile' : passed;
  },
});

/** What must not reach the redirect URI: a person is told instead. */
const shown = (name: string, more: Record<string, string | null>, decisive = false): Module => ({
  name,
  decisive,
  run: async (rp) => {
    const { page } = await rp.authorize(fresh(), undefined, more);
    check(page.status >= 400 && page.headers.get('location') === null, 'a page says what is wrong');
    return passed;
  },
});

const BASIC: Module[] = [
  { name: 'oidcc-server', decisive: true, run: async (rp) => after(happy(rp, fresh())) },
  {
    name: 'oidcc-response-type-missing',
    decisive: true,
    run: async (rp) => {
      const { told: answer } = await rp.authorize(fresh(), undefined, { response_type: null });
      check(['unsupported_response_type', 'invalid_request'].includes(answer?.get('error') ?? ''), 'an error is told');
      return passed;
    },
  },
  same('oidcc-idtoken-signature', {}),
  {
    name: 'oidcc-idtoken-unsigned',
    run: async () => {
      const { body } = await send('/.well-known/openid-configuration');
      return body.id_token_signing_alg_values_supported.includes('none') ? passed : 'skipped';
    },
  },
  ...(['get', 'header', 'body'] as const).map(
    (by): Module => ({
      name: by === 'get' ? 'oidcc-userinfo-get' : `oidcc-userinfo-post-${by}`,
      decisive: by === 'body',
      run: async (rp, known) => {
        const { accessToken, claims } = await rp.exchange(await rp.authorize(known, MEMBER));
        const { status, body } = await rp.userinfo(accessToken, by);
        check(status === 200 && body.sub === claims.sub, 'userinfo is about the same person');
        return passed;
      },
    }),
  ),
  { ...same('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', { nonce: null }), decisive: true },
  scope('profile', ['name']),
  scope('email', ['email', 'email_verified']),
  scope('address', []),
  scope('phone', []),
  scope('all', []),
  {
    // Otherwise than usual: a redirect URI with a query, a long state, login_hint and all.
    name: 'oidcc-alternate-happy-flow',
    run: async (rp, known) => after(happy(rp, known, { state: 'x'.repeat(128), login_hint: 'somebody@x.test' })),
  },
  same('oidcc-display-page', { display: 'page' }),
  same('oidcc-display-popup', { display: 'popup' }),
  {
    name: 'oidcc-prompt-login',
    decisive: true,
    run: async (rp) => {
      const browser = fresh();
      await happy(rp, browser);
      await secondsAgo();
      const before = await happy(rp, browser);
      const asked = await rp.authorize(browser, undefined, { prompt: 'login' });
      check(asked.page.text.includes('action="/sign-in"'), 'the person signs in again');
      const again = await rp.exchange(await rp.authorize(browser, MEMBER, { prompt: 'login' }));
      check(again.claims.sub === before.claims.sub, 'as the same person');
      check(Number(again.claims['auth_time']) > Number(before.claims['auth_time']), 'auth_time is later');
      return passed;
    },
  },
  {
    name: 'oidcc-prompt-none-not-logged-in',
    decisive: true,
    run: async (rp) => {
      const { told: answer, sent } = await rp.authorize(fresh(), undefined, { prompt: 'none' });
      check(['login_required', 'interaction_required'].includes(answer?.get('error') ?? ''), 'login is required');
      check(answer?.get('state') === sent['state'], 'the state came back');
      return passed;
    },
  },
  {
    name: 'oidcc-prompt-none-logged-in',
    decisive: true,
    run: async (rp, known) => {
      const before = await happy(rp, known);
      const again = await rp.exchange(await rp.authorize(known, undefined, { prompt: 'none' }));
      check(again.claims.sub === before.claims.sub, 'the same person');
      check(again.claims['auth_time'] === before.claims['auth_time'], 'who did not sign in again');
      return passed;
    },
  },
  {
    name: 'oidcc-max-age-1',
    decisive: true,
    run: async (rp) => {
      const browser = fresh();
      await happy(rp, browser);
      await secondsAgo();
      const before = await happy(rp, browser);
      const asked = await rp.authorize(browser, undefined, { max_age: '1' });
      check(asked.page.text.includes('action="/sign-in"'), 'the person signs in again');
      const again = await rp.exchange(await rp.authorize(browser, MEMBER, { max_age: '1' }));
      check(Number(again.claims['auth_time']) > Number(before.claims['auth_time']), 'auth_time is later');
      return passed;
    },
  },
  {
    name: 'oidcc-max-age-10000',
    run: async (rp, known) => {
      const before = await happy(rp, known);
      const again = await rp.exchange(await rp.authorize(known, undefined, { max_age: '10000' }));
      check(again.claims['auth_time'] === before.claims['auth_time'], 'nobody signs in again');
      return passed;
    },
  },
  { ...same('oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }), decisive: true },
  {
    name: 'oidcc-id-token-hint',
    decisive: true,
    run: async (rp, known) => {
      const { answer, claims } = await happy(rp, known);
      const more = { prompt: 'none', id_token_hint: answer.body.id_token };
      const again = await rp.exchange(await rp.authorize(known, undefined, more));
      check(again.claims.sub === claims.sub, 'the same person');
      return passed;
    },
  },
  same('oidcc-login-hint', { login_hint: 'buffy@x.test' }),
  same('oidcc-ui-locales', { ui_locales: 'se fi' }),
  same('oidcc-claims-locales', { claims_locales: 'se fi' }),
  {
    name: 'oidcc-ensure-request-with-acr-values-succeeds',
    run: async (rp, known) => {
      const { claims } = await happy(rp, known, { acr_values: '1 2' });
      return claims['acr'] === undefined ? 'warning: no acr, which is voluntary' : passed;
    },
  },
  ...[false, true].map(
    (late): Module => ({
      name: late ? 'oidcc-codereuse-30seconds' : 'oidcc-codereuse',
      decisive: !late,
      run: async (rp, known) => {
        const flow = await rp.authorize(known, MEMBER);
        const { accessToken } = await rp.exchange(flow);
        // Half a minute later by the database: the code lives for one.
        if (late)
          await db.admin`update rowseal_private.oauth_codes set expires_at = expires_at - interval '30 seconds'`;
        const again = await rp.redeem(flow);
        check(again.status === 400 && again.body.error === 'invalid_grant', 'the code works once');
        check((await rp.userinfo(accessToken)).status === 401, 'and its access token ends');
        return passed;
      },
    }),
  ),
  shown('oidcc-ensure-registered-redirect-uri', { redirect_uri: `${REDIRECT_URI}/other` }, true),
  {
    name: 'oidcc-ensure-post-request-succeeds',
    decisive: true,
    run: async (rp) => after(rp.exchange(await rp.authorize(fresh(), MEMBER, {}, 'POST'))),
  },
  {
    name: 'oidcc-server-client-secret-post',
    decisive: true,
    run: async (_rp, known) => {
      const party = relyingParty(server, { client: posting, pkce: false });
      await party.exchange(await party.authorize(known, MEMBER), 'post');
      return passed;
    },
  },
  {
    name: 'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
    run: async (rp) => {
      // response_mode is in there alone.
      const { response_mode, ...inside } = { response_mode: rp.responseMode ?? null, state: 'x', nonce: 'x' };
      const parts = [{ alg: 'none' }, { ...inside, ...(response_mode ? { response_mode } : {}) }];
      const request = `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
      const more = { request, response_mode: null, state: null, nonce: null };
      const { told: answer } = await rp.authorize(fresh(), undefined, more);
      check(answer?.get('error') === 'request_not_supported', 'request objects are not supported');
      return 'skipped';
    },
  },
  {
    name: 'oidcc-claims-essential',
    run: async (rp, known) => {
      const { info } = await happy(rp, known, { claims: '{"userinfo":{"name":{"essential":true}}}' });
      return info['name'] === undefined ? 'warning: name comes by the scope profile alone' : passed;
    },
  },
  shown('oidcc-ensure-request-object-with-redirect-uri', { redirect_uri: null, request: 'e30.e30.' }),
  {
    name: 'oidcc-refresh-token',
    decisive: true,
    run: async (rp, known) => {
      const { answer, claims } = await rp.exchange(
        await rp.authorize(known, MEMBER, { scope: 'openid offline_access', prompt: 'consent' }),
      );
      const form = { grant_type: 'refresh_token', refresh_token: answer.body.refresh_token };
      const refreshed = await postAs(rp.client, '/v1/oauth/token', form);
      check(refreshed.status === 200, 'it is refreshed');
      check((await rp.userinfo(refreshed.body.access_token)).body.sub === claims.sub, 'for the same person');
      const stolen = await postAs(second, '/v1/oauth/token', { ...form, refresh_token: refreshed.body.refresh_token });
      check(stolen.body.error === 'invalid_grant', 'by its client alone');
      return passed;
    },
  },
  {
    name: 'oidcc-ensure-request-with-valid-pkce-succeeds',
    decisive: true,
    run: async (rp, known) => {
      const party = relyingParty(server, { client: rp.client, pkce: true });
      await party.exchange(await party.authorize(known, MEMBER));
      return passed;
    },
  },
];

/** A sign-out by the endpoint, and what reached the post-logout redirect URI; undefined: a page was shown. */
async function endSession(browser: Browser, parameters: Record<string, string>) {
  const page = await browser.open(`${issuer}/v1/oauth/end_session?${new URLSearchParams(parameters)}`);
  const last = page.text.includes('value="sign_out"')
    ? await browser.submit(page, '/sign-out', { decision: 'sign_out' })
    : page;
  const location = last.headers.get('location');
  return { page: last, back: location?.startsWith(BYE) ? new URL(location).searchParams : undefined };
}

/** Signs in, has the module sign out, and sees whether it has. */
const signingOut = (
  name: string,
  leave: (rp: RelyingParty, browser: Browser, idToken: string) => Promise<void>,
  more: { stays?: boolean } = {},
): Module => ({
  name,
  decisive: true,
  run: async (rp) => {
    const browser = fresh();
    const { answer } = await rp.exchange(await rp.authorize(browser, MEMBER));
    await leave(rp, browser, answer.body.id_token);
    const { told: silent } = await rp.authorize(browser, undefined, { prompt: 'none' });
    check((silent?.get('error') === 'login_required') !== (more.stays === true), 'who signed out is signed out');
    return passed;
  },
});

const refused = (name: string, parameters: (idToken: string) => Record<string, string>) =>
  signingOut(
    name,
    async (_rp, browser, idToken) => {
      const { page, back } = await endSession(browser, { state: 'a-state', ...parameters(idToken) });
      check(page.status === 400 && back === undefined, 'an error page, and nobody is sent anywhere');
    },
    { stays: true },
  );

const returned = (name: string, state: string | undefined) =>
  signingOut(name, async (_rp, browser, idToken) => {
    const { back } = await endSession(browser, {
      id_token_hint: idToken,
      post_logout_redirect_uri: BYE,
      ...(state === undefined ? {} : { state }),
    });
    check(back !== undefined, 'the browser comes back');
    check(
      JSON.stringify([...back]) === JSON.stringify(state === undefined ? [] : [['state', state]]),
      'with the state',
    );
  });

const saysSo = (name: string, parameters: (idToken: string) => Record<string, string>) =>
  signingOut(name, async (_rp, browser, idToken) => {
    const { page, back } = await endSession(browser, parameters(idToken));
    check(back === undefined && page.text.includes('You are signed out'), 'a page says that one is signed out');
  });

const RP_INITIATED_LOGOUT: Module[] = [
  {
    name: 'oidcc-rp-initiated-logout-discovery-endpoint-verification',
    decisive: true,
    run: async () => {
      const { body } = await send('/.well-known/openid-configuration');
      check(body.end_session_endpoint === `${issuer}/v1/oauth/end_session`, 'the endpoint is told');
      return passed;
    },
  },
  returned('oidcc-rp-initiated-logout', 's'.repeat(128)),
  refused('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', (id_token_hint) => ({
    id_token_hint,
    post_logout_redirect_uri: 'https://client.test/unregistered',
  })),
  refused('oidcc-rp-initiated-logout-modified-id-token-hint', (idToken) => ({
    id_token_hint: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${idToken.split('.')[1]}.`,
    post_logout_redirect_uri: BYE,
  })),
  refused('oidcc-rp-initiated-logout-no-id-token-hint', () => ({ post_logout_redirect_uri: BYE })),
  saysSo('oidcc-rp-initiated-logout-no-params', () => ({})),
  saysSo('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', (id_token_hint) => ({ id_token_hint, state: 'x' })),
  returned('oidcc-rp-initiated-logout-no-state', undefined),
  saysSo('oidcc-rp-initiated-logout-only-state', () => ({ state: 'x' })),
  refused('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', (id_token_hint) => ({
    id_token_hint,
    post_logout_redirect_uri: `${BYE}?foo=bar`,
  })),
  refused('oidcc-rp-initiated-logout-bad-id-token-hint', (idToken) => ({
    id_token_hint: `${idToken.slice(0, idToken.lastIndexOf('.'))}.${'A'.repeat(342)}`,
    post_logout_redirect_uri: BYE,
  })),
];

const BACKCHANNEL_LOGOUT: Module[] = [
  {
    name: 'oidcc-backchannel-logout-discovery-endpoint-verification',
    decisive: true,
    run: async () => {
      const { body } = await send('/.well-known/openid-configuration');
      check(body.backchannel_logout_supported === true, 'back-channel logout is told');
      check(body.backchannel_logout_session_supported === true, 'with sid');
      return passed;
    },
  },
  signingOut('oidcc-backchannel-rp-initiated-logout', async (rp, browser, idToken) => {
    const before = told.told.length;
    const { back } = await endSession(browser, { id_token_hint: idToken, post_logout_redirect_uri: BYE, state: 'x' });
    check(back?.get('state') === 'x', 'the browser comes back');
    const [heard] = (await told.heard(before + 1)).slice(before);
    check(JSON.stringify([...(heard?.form.keys() ?? [])]) === '["logout_token"]', 'a logout token and nothing else');
    const claims = await rp.verifyIdToken(heard?.form.get('logout_token') ?? '', undefined);
    const known = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
    check(claims.sub === known.sub && claims['sid'] === known.sid, 'of the person and the session');
    check(claims.jti !== undefined && !('nonce' in claims), 'with an id, without a nonce');
    const events = claims['events'] as Record<string, object> | undefined;
    check(events?.['http://schemas.openid.net/event/backchannel-logout'] !== undefined, 'it is a logout');
  }),
];

const CONFIG: Module[] = [
  {
    name: 'oidcc-discovery-endpoint-verification',
    decisive: true,
    run: async () => {
      const { status, body, headers } = await send('/.well-known/openid-configuration');
      check(status === 200 && headers.get('content-type')?.startsWith('application/json') === true, 'JSON');
      check(body.issuer === issuer, 'the issuer is where the document is');
      for (const name of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'])
        check(URL.canParse(body[name]), `${name} is told`);
      check(body.response_types_supported.includes('code'), 'code is supported');
      check(body.subject_types_supported.includes('public'), 'subjects are public');
      check(body.id_token_signing_alg_values_supported.includes('RS256'), 'RS256 is supported');
      check(body.scopes_supported.includes('openid'), 'openid is supported');
      check(Array.isArray(body.claims_supported) && typeof body.claims_parameter_supported === 'boolean', 'claims');
      const { body: jwks } = await send(new URL(body.jwks_uri).pathname);
      check(
        jwks.keys.every((key: object) => 'kid' in key && !('d' in key)),
        'public keys with ids',
      );
      return passed;
    },
  },
];

const PLANS: [plan: string, profile: Profile, modules: Module[], without?: string[]][] = [
  ['Config OP', plain, CONFIG],
  ['Basic OP', plain, BASIC],
  // What it sends without a nonce it sends with PKCE; the client that posts its secret is another.
  ['Basic OP with PKCE', forced, BASIC, ['oidcc-server-client-secret-post']],
  ['Form Post OP', formPost, BASIC, ['oidcc-server-client-secret-post']],
  ['RP-Initiated Logout OP', plain, RP_INITIATED_LOGOUT],
  ['Back-Channel Logout OP', backchannel, BACKCHANNEL_LOGOUT],
];
const LONG = process.env['ROWSEAL_LONG'] === '1';
/** Decided by Basic OP each time. */
const SAMPLED = [
  'oidcc-server',
  'oidcc-response-type-missing',
  'oidcc-prompt-none-not-logged-in',
  'oidcc-refresh-token',
];

const table: string[] = [];
afterAll(() => console.log(table.join('\n')));

for (const [plan, profile, modules, without = []] of PLANS) {
  describe(plan, () => {
    const rp = relyingParty(server, profile);
    const known = fresh();
    for (const { name, decisive, run } of modules.filter((module) => !without.includes(module.name))) {
      const inShort = decisive && (modules !== BASIC || profile === plain || SAMPLED.includes(name));
      test.skipIf(!LONG && !inShort)(name, async () => {
        const result = await run(rp, known);
        table.push(`${plan.padEnd(24)} ${name.padEnd(84)} ${result}`);
        expect(result).toMatch(/^(passed|skipped|warning: (userinfo has name|no acr|name comes).*)$/);
      });
    }
  });
}

/** Makes as if everybody had signed in some seconds before. */
async function secondsAgo(): Promise<void> {
  await db.admin`
    update rowseal_private.sessions set authenticated_at = authenticated_at - interval '3 seconds' where client_id is null`;
  await db.admin`
    update rowseal_private.session_proofs as proof set proved_at = proof.proved_at - interval '3 seconds'
      from rowseal_private.sessions as session
     where (session.user_id, session.id) = (proof.user_id, proof.session_id) and session.client_id is null`;
}
