import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { loginSecrets } from '#server/idp/login-secrets.ts';
import { federation, nextOf } from '#test/support/federation.ts';
import { publicClient } from '#test/support/oauth-client.ts';
import { UPSTREAM_CLIENT } from '#test/support/upstream.ts';

const { db, app, maintenance, upstream, save, browser } = await federation();
let people = 0;

/** Somebody whom nobody has seen yet. */
const stranger = (more: object = {}) => {
  people += 1;
  return { sub: `S${people}`, email: `p${people}@corp.test`, email_verified: true, name: 'Pat', ...more };
};
const REFUSED = /did not work/;
const client = await publicClient(db.admin, 'App', 'https://app.example.com/cb');

beforeEach(() => {
  upstream.corp.misbehave();
  upstream.other.misbehave();
});

/** A user of ours, as if registered with a password. */
async function userOf(email: string, verified: boolean): Promise<string> {
  const [row] = await db.admin<{ id: string }[]>`
    insert into rowseal.users (email, email_verified_at) values (${email}, ${verified ? new Date() : null}) returning id`;
  return row?.id ?? '';
}

const identitiesOf = (subject: string) =>
  db.admin<{ provider: string; user_id: string }[]>`
    select provider, user_id from rowseal_private.identities where subject = ${subject} order by provider`;

describe('a login through a provider', () => {
  test('makes an account the first time, and finds it the next', async () => {
    const person = stranger();
    const here = browser();
    const first = await here.signIn('corp', person);
    expect([first.statusCode, nextOf(first)]).toEqual([200, '/sign-in']);
    expect((await here.open('/sign-in')).headers['location']).toBe('/account');
    const again = browser();
    await again.signIn('corp', { ...person, email: 'moved@corp.test' });
    expect(await again.account()).toBe(person.email);
    expect(await identitiesOf(person.sub)).toHaveLength(1);
  });

  test('goes on to the application that waits for it', async () => {
    const [client] = await db.admin<{ id: string }[]>`
      select client_id as id from rowseal_private.add_client('App', '{https://app.example.com/cb}', 'none')`;
    const here = browser();
    const query = new URLSearchParams({
      client_id: client?.id ?? '',
      response_type: 'code',
      redirect_uri: 'https://app.example.com/cb',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    const waiting = nextOf(await here.open(`/v1/oauth/authorize?${query}`, true)) ?? '';
    const request = waiting.split('=')[1] ?? '';
    expect((await here.open(waiting)).payload).toContain('action="/sign-in/corp"');
    const done = await here.signIn('corp', stranger(), { form: { request } });
    expect(nextOf(done)).toBe(waiting);
    expect((await here.open(waiting)).payload).toContain('action="/consent"');
  });

  test('begins by a link too, and is listed', async () => {
    const here = browser();
    const { providers } = (await here.open('/v1/auth/providers')).json();
    expect(providers[1]).toEqual({
      id: 'corp',
      name: 'corp',
      kind: 'redirect',
      start: '/v1/auth/providers/corp/start',
    });
    const sent = await here.open('/v1/auth/providers/corp/start', true);
    expect(sent.statusCode).toBe(303);
    const back = await here.visit('corp', String(sent.headers.location), stranger());
    expect(nextOf(await here.open(back.href, true))).toBe('/sign-in');
  });

  test('joins the account whose address the provider and we have verified', async () => {
    const person = stranger();
    const id = await userOf(person.email, true);
    await browser().signIn('corp', person);
    expect(await identitiesOf(person.sub)).toEqual([{ provider: 'corp', user_id: id }]);
  });

  test('connects to the account of who is signed in, whatever the address', async () => {
    const [person, another] = [stranger(), stranger({ email_verified: false })];
    const here = browser();
    await here.signIn('corp', person);
    expect(nextOf(await here.signIn('other', another, { links: true }))).toBe('/account?done=linked');
    expect((await here.open('/account')).payload).toContain('other');
    const elsewhere = browser();
    await elsewhere.signIn('other', another);
    expect(await elsewhere.account()).toBe(person.email);
  });

  test('asks for PKCE, state and nonce, none of which the database could give away', async () => {
    const here = browser();
    const url = new URL(await here.leave('corp'));
    const sent = Object.fromEntries(url.searchParams);
    expect(sent).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid email profile' });
    const [kept64 = ''] = [...here.cookies.values()][0]?.value.split('.') ?? [];
    const secret = Buffer.from(kept64, 'base64url');
    const secrets = loginSecrets(sent['state'] ?? '', secret);
    expect(sent['nonce']).toBe(secrets.nonce);
    const [row] = await db.admin`select login::text as row from rowseal_private.provider_logins as login`;
    const kept = await db.admin`select login::text as row from rowseal_private.provider_logins as login`;
    expect(row).toBeDefined();
    for (const one of Object.values(secrets)) {
      expect(JSON.stringify(kept)).not.toContain(one);
      expect(JSON.stringify(kept)).not.toContain(Buffer.from(one).toString('hex'));
    }
    const [stored] = await db.admin`select provider::text as row from rowseal_private.identity_providers as provider`;
    expect(JSON.stringify(stored)).not.toContain(UPSTREAM_CLIENT.secret);
  });
});

describe('what a client asks of an authentication', () => {
  const asking = async (here: ReturnType<typeof browser>, parameters: Record<string, string>) => {
    const asked = nextOf(await here.open(client.authorize(parameters), true)) ?? '';
    return { waiting: asked, request: asked.split('=')[1] ?? '' };
  };
  const PARAMETERS = { prompt: 'login', max_age: '60', acr_values: 'urn:mfa urn:pwd' };
  const told = (url: string) => {
    const { searchParams } = new URL(url);
    return ['prompt', 'max_age', 'acr_values'].map((name) => searchParams.get(name));
  };

  test('is asked of the provider that carries it out', async () => {
    const here = browser();
    const { request, waiting } = await asking(here, PARAMETERS);
    const url = await here.leave('corp', { form: { request } });
    expect(told(url)).toEqual(['login', '60', 'urn:mfa urn:pwd']);
    const back = await here.visit('corp', url, stranger());
    expect(nextOf(await here.open(back.href, true))).toBe(waiting);
    expect((await here.open(waiting)).payload, 'who has just signed in is not asked again').toContain('/consent');
    const link = await here.open(`/v1/auth/providers/corp/start?request=${request}`);
    expect(told(String(link.headers.location))).toEqual(['login', '60', 'urn:mfa urn:pwd']);
  });

  test('is not asked by nobody, nor by a request of another browser, of consent, or that has no form: the control', async () => {
    const here = browser();
    expect(told(await here.leave('corp'))).toEqual([null, null, null]);
    const { request } = await asking(browser(), PARAMETERS);
    expect(told(await here.leave('corp', { form: { request } }))).toEqual([null, null, null]);
    const odd = await asking(here, { prompt: 'consent', acr_values: 'urn:m\u00e9' });
    expect(told(await here.leave('corp', { form: { request: odd.request } }))).toEqual([null, null, null]);
  });

  test('is who somebody is, where a provider can make nobody sign in again', async () => {
    upstream.other.misbehave({ metadata: (all) => ({ ...all, prompt_values_supported: ['none', 'select_account'] }) });
    await save('other', { name: 'Discovered anew' });
    const here = browser();
    const { request } = await asking(here, { prompt: 'login' });
    expect(told(await here.leave('other', { form: { request } }))).toEqual(['select_account', null, null]);
    await save('other');
  });

  test.each<[string, Record<string, string>, number | undefined, number]>([
    ['long ago is refused for prompt=login', { prompt: 'login' }, 3600, 400],
    ['longer ago than max_age is refused', { max_age: '600' }, 3600, 400],
    ['within max_age will do', { max_age: '7200' }, 3600, 200],
    ['just now will do', { prompt: 'login' }, 0, 200],
    ['at a time that the provider does not tell will do', { prompt: 'login', max_age: '60' }, undefined, 200],
    ['long ago will do where nobody minds: the control', {}, 3600, 200],
  ])('an authentication %s', async (_what, parameters, secondsAgo, status) => {
    const auth_time = secondsAgo === undefined ? undefined : Math.floor(Date.now() / 1000) - secondsAgo;
    upstream.corp.misbehave({ idToken: (claims) => ({ ...claims, auth_time }) });
    const here = browser();
    const { request } = await asking(here, parameters);
    expect((await here.signIn('corp', stranger(), { form: { request } })).statusCode).toBe(status);
  });
});

describe('an account is not taken by an address', () => {
  test('an account is found by an address that the provider says is verified, in a text too: the control', async () => {
    for (const email_verified of [true, 'true']) {
      const person = stranger({ email_verified });
      const id = await userOf(person.email, true);
      expect((await browser().signIn('corp', person)).statusCode).toBe(200);
      expect(await identitiesOf(person.sub)).toEqual([{ provider: 'corp', user_id: id }]);
    }
  });

  test('that the provider has not verified', async () => {
    const person = stranger({ email_verified: false });
    await userOf(person.email, true);
    const answer = await browser().signIn('corp', person);
    expect([answer.statusCode, nextOf(answer)]).toEqual([403, undefined]);
    expect(await identitiesOf(person.sub)).toEqual([]);
  });

  test.each([1, '1', 'false', 'TRUE', 'yes', ['true'], null, undefined])(
    'that the provider says is verified as %j',
    async (email_verified) => {
      const person = stranger({ email_verified });
      await userOf(person.email, true);
      expect((await browser().signIn('corp', person)).statusCode).toBe(403);
    },
  );

  test('that we have not verified: somebody else may have registered it', async () => {
    const person = stranger();
    await userOf(person.email, false);
    expect((await browser().signIn('corp', person)).statusCode).toBe(403);
    expect(await identitiesOf(person.sub)).toEqual([]);
  });

  test('of the same subject at another provider', async () => {
    const person = stranger();
    await browser().signIn('corp', person);
    const elsewhere = browser();
    await elsewhere.signIn('other', { ...person, email: 'elsewhere@corp.test' });
    expect(await elsewhere.account()).toBe('elsewhere@corp.test');
  });

  test('in other letters that look or fold alike', async () => {
    await userOf('kim@corp.test', true);
    const person = stranger({ email: '\u212Aim@corp.test' });
    expect((await browser().signIn('corp', person)).statusCode).toBe(403);
    expect(await identitiesOf(person.sub)).toEqual([]);
  });

  test('when the identity is another user\u2019s, by linking it', async () => {
    const [victim, thief] = [stranger(), stranger()];
    await browser().signIn('corp', victim);
    const here = browser();
    await here.signIn('other', thief);
    expect((await here.signIn('corp', victim, { links: true })).statusCode).toBe(403);
  });

  test('by a link of another site that has somebody connect it', async () => {
    const here = browser();
    await here.signIn('corp', stranger());
    const cookies = Object.fromEntries([...here.cookies].map(([name, { value }]) => [name, value]));
    const headers = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' };
    for (const url of ['/account/identities/link/other', '/sign-in/other']) {
      expect((await app.inject({ method: 'POST', url, cookies, headers })).statusCode).toBe(403);
      expect((await app.inject({ method: 'GET', url, cookies, headers })).statusCode).not.toBe(200);
    }
  });

  test('by a link that was begun before its session ended', async () => {
    const here = browser();
    await here.signIn('corp', stranger());
    const person = stranger();
    const back = await here.visit('other', await here.leave('other', { links: true }), person);
    await here.submit('/sign-out');
    expect((await here.open(back.href, true)).statusCode).toBe(403);
    expect(await identitiesOf(person.sub)).toEqual([]);
  });
});

describe('what comes back is refused', () => {
  /** Signs in while the provider misbehaves. */
  async function misled(misdeeds: Parameters<typeof upstream.corp.misbehave>[0]) {
    upstream.corp.misbehave(misdeeds);
    const person = stranger();
    const here = browser();
    const answer = await here.signIn('corp', person);
    expect(await identitiesOf(person.sub)).toEqual([]);
    expect(await here.account()).toBeUndefined();
    return [answer.statusCode, REFUSED.test(answer.payload)];
  }
  const without = (name: string) => (claims: object) =>
    Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

  test('the control: a token that was only signed again is taken', async () => {
    upstream.corp.misbehave({ idToken: (claims) => claims });
    expect((await browser().signIn('corp', stranger())).statusCode).toBe(200);
  });

  test.each([
    ['with the issuer of another provider', { iss: upstream.other.issuer }],
    ['for another audience', { aud: 'somebody-else' }],
    ['for another audience too', { aud: [UPSTREAM_CLIENT.id, 'somebody-else'], azp: UPSTREAM_CLIENT.id }],
    ['for an authorized party that is another', { azp: 'somebody-else' }],
    ['with another nonce', { nonce: 'another' }],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 600 }],
    ['with an empty subject', { sub: '' }],
  ])('an ID token %s', async (_, change) => {
    expect(await misled({ idToken: (claims) => ({ ...claims, ...change }) })).toEqual([400, true]);
  });

  test.each(['nonce', 'exp', 'iat', 'sub', 'aud', 'iss'])('an ID token without %s', async (name) => {
    expect(await misled({ idToken: without(name) })).toEqual([400, true]);
  });

  test('an ID token that is signed by another key, by the client secret, or not at all', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const signed = (alg: string, key: Parameters<SignJWT['sign']>[0]) => (claims: object) =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg, kid: 'upstream' }).sign(key);
    expect(await misled({ forge: signed('RS256', privateKey) })).toEqual([400, true]);
    expect(await misled({ forge: signed('HS256', Buffer.from(UPSTREAM_CLIENT.secret)) })).toEqual([400, true]);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const bare = async (claims: object) => `${none}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
    expect(await misled({ forge: bare })).toEqual([400, true]);
  });

  test('an answer without iss, or with that of another (RFC 9207)', async () => {
    for (const change of [
      (url: URL) => url.searchParams.delete('iss'),
      (url: URL) => url.searchParams.set('iss', upstream.other.issuer),
    ]) {
      const here = browser();
      const back = await here.visit('corp', await here.leave('corp'), stranger());
      change(back);
      expect((await here.open(back.href, true)).statusCode).toBe(400);
    }
  });

  test('a state again, and of many at once one is taken', async () => {
    const here = browser();
    const back = await here.visit('corp', await here.leave('corp'), stranger());
    const answers = await Promise.all(Array.from({ length: 5 }, () => here.open(back.href, true)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 400, 400, 400, 400]);
    expect((await here.open(back.href, true)).statusCode).toBe(400);
  });

  test('a state from another browser, which spoils nothing', async () => {
    const [here, elsewhere] = [browser(), browser()];
    const back = await here.visit('corp', await here.leave('corp'), stranger());
    await elsewhere.leave('corp');
    for (const other of [elsewhere, browser()]) {
      expect((await other.open(back.href, true)).statusCode).toBe(400);
      expect(await other.account()).toBeUndefined();
    }
    expect((await here.open(back.href, true)).statusCode).toBe(200);
  });

  test('an answer at the callback of another provider', async () => {
    const here = browser();
    const back = await here.visit('corp', await here.leave('corp'), stranger());
    const mixedUp = back.href.replace('/corp/', '/other/');
    expect((await here.open(mixedUp, true)).statusCode).toBe(400);
    expect((await here.open(back.href, true)).statusCode).toBe(400);
  });

  test('a code of another login', async () => {
    const [here, elsewhere] = [browser(), browser()];
    const mine = await here.visit('corp', await here.leave('corp'), stranger());
    const theirs = await elsewhere.visit('corp', await elsewhere.leave('corp'), stranger());
    mine.searchParams.set('code', theirs.searchParams.get('code') ?? '');
    expect((await here.open(mine.href, true)).statusCode).toBe(400);
  });

  test.each(['', '?state=x', '?code=x', '?state=x&state=y&code=z', '?error=access_denied'])('%s', async (query) => {
    const here = browser();
    await here.leave('corp');
    expect((await here.open(`/v1/auth/providers/corp/callback${query}`, true)).statusCode).toBe(400);
  });

  test('an error of the provider, and the login is used up', async () => {
    const here = browser();
    const state = new URL(await here.leave('corp')).searchParams.get('state');
    const query = new URLSearchParams({ state: state ?? '', error: 'access_denied', iss: upstream.corp.issuer });
    const answer = await here.open(`/v1/auth/providers/corp/callback?${query}`, true);
    expect([answer.statusCode, REFUSED.test(answer.payload)]).toEqual([400, true]);
    const [left] = await db.admin`
      select count(*)::int from rowseal_private.provider_logins where state_hash = sha256(convert_to(${state}, 'UTF8'))`;
    expect(left).toEqual({ count: 0 });
  });
});

describe('a provider', () => {
  test('that is disabled is refused at the callback too, and sessions go on', async () => {
    const [here, before] = [browser(), browser()];
    await before.signIn('corp', stranger());
    const person = stranger();
    const back = await here.visit('corp', await here.leave('corp'), person);
    await maintenance.setIdentityProviderEnabled('corp', false);
    try {
      expect((await here.open(back.href, true)).statusCode).toBe(400);
      expect(await identitiesOf(person.sub)).toEqual([]);
      expect((await here.open('/v1/auth/providers/corp/start')).statusCode).toBe(404);
      // The list of providers is asked for once a second.
      await expect.poll(async () => (await here.open('/sign-in')).payload).not.toContain('/sign-in/corp');
      expect(await before.account()).toBeDefined();
    } finally {
      await maintenance.setIdentityProviderEnabled('corp', true);
    }
  });

  test('whose metadata name another issuer begins nothing', async () => {
    const { issuer } = upstream.corp;
    await save('lying');
    for (const [said, status] of [
      [upstream.other.issuer, 400],
      [`${issuer}/`, 400],
      [issuer.replace('http', 'HTTP'), 400],
      [`${issuer}#x`, 400],
      ['https://evil.test', 400],
      [undefined, 400],
      [issuer, 303],
    ] as const) {
      upstream.corp.misbehave({ metadata: (metadata) => ({ ...metadata, issuer: said }) });
      expect([said, (await browser().open('/v1/auth/providers/lying/start')).statusCode]).toEqual([said, status]);
    }
    await maintenance.removeIdentityProvider('lying', true);
  });

  test('whose metadata name an address that is not https is not asked there', async () => {
    upstream.corp.misbehave({ metadata: (metadata) => ({ ...metadata, token_endpoint: 'http://192.0.2.1/token' }) });
    await save('inward', { client_id: 'rowseal' });
    const asked = new Set<string>();
    const note = (message: unknown) => asked.add((message as { request: { origin: string } }).request.origin);
    subscribe('undici:request:create', note);
    onTestFinished(() => void unsubscribe('undici:request:create', note));
    const here = browser();
    const url = new URL((await here.open('/v1/auth/providers/inward/start')).headers.location ?? '');
    const query = new URLSearchParams({
      code: 'x',
      state: url.searchParams.get('state') ?? '',
      iss: upstream.corp.issuer,
    });
    expect((await here.open(`/v1/auth/providers/inward/callback?${query}`, true)).statusCode).toBe(400);
    expect(asked).toEqual(new Set([upstream.corp.issuer]));
    await maintenance.removeIdentityProvider('inward', true);
  });

  test('that is away is said to be', async () => {
    await save('away', { issuer: 'http://127.0.0.1:59999' });
    const here = browser();
    expect((await here.open('/v1/auth/providers/away/start')).statusCode).toBe(503);
    const page = await here.submit('/sign-in/away');
    expect([page.statusCode, REFUSED.test(page.payload)]).toEqual([503, true]);
    await maintenance.removeIdentityProvider('away', true);
  });

  test('does not get the client secret of another: somebody who writes to the table cannot have it sent elsewhere', async () => {
    await save('thief', { issuer: upstream.other.issuer });
    await db.admin`
      update rowseal_private.identity_providers as thief set client_secret_jwe = corp.client_secret_jwe
        from rowseal_private.identity_providers as corp where thief.id = 'thief' and corp.id = 'corp'`;
    expect((await browser().open('/v1/auth/providers/thief/start')).statusCode).toBe(503);
    await maintenance.removeIdentityProvider('thief', true);
  });

  test('gets a changed client secret to see without a restart', async () => {
    await save('corp', {}, 'another secret');
    expect((await browser().signIn('corp', stranger())).statusCode).toBe(400);
    await save('corp');
    expect((await browser().signIn('corp', stranger())).statusCode).toBe(200);
  });
});

describe('the account page', () => {
  test('keeps the last identity, and removes others', async () => {
    const person = stranger();
    const here = browser();
    await here.signIn('corp', person);
    const unlink = (provider: string) => here.submit('/account/identities/unlink', { provider, subject: person.sub });
    expect((await unlink('corp')).statusCode).toBe(409);
    await here.signIn('other', person, { links: true });
    expect((await unlink('corp')).statusCode).toBe(303);
    expect(await identitiesOf(person.sub)).toMatchObject([{ provider: 'other' }]);
  });
});

test('a new sign-in ends the session that it replaces', async () => {
  const here = browser();
  const person = stranger();
  await here.signIn('corp', person);
  await here.signIn('corp', person);
  const [open] = await db.admin`
    select count(*)::int from rowseal_private.sessions where revoked_at is null
       and user_id = (select id from rowseal.users where email = ${person.email})`;
  expect(open).toEqual({ count: 1 });
});
