import { describe, expect, test } from 'vitest';
import { federation, nextOf } from '#test/support/federation.ts';

const { db, upstream, save, browser, restart } = await federation();
let people = 0;

/** Somebody whom nobody has seen yet. */
const stranger = (more: object = {}) => {
  people += 1;
  return { sub: `U${people}`, email: `u${people}@corp.test`, email_verified: true, ...more };
};
const holderOf = async (subject: string): Promise<string | undefined> => {
  const rows = await db.admin<{ user_id: string }[]>`
    select user_id from rowseal_private.identities where subject = ${subject}`;
  return rows[0]?.user_id;
};
const openSessions = async (email: string) =>
  (
    await db.admin`
      select from rowseal_private.sessions
       where revoked_at is null and user_id in (select id from rowseal.users where email = ${email})`
  ).length;

describe('at once', () => {
  test('of ten callbacks of one login exactly one signs in, and opens one session', async () => {
    const person = stranger();
    const here = browser();
    const back = await here.visit('corp', await here.leave('corp'), person);
    const answers = await Promise.all(Array.from({ length: 10 }, () => here.open(back.href, true)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array(9).fill(400)]);
    expect(await openSessions(person.email)).toBe(1);
  });

  test('two first logins with one verified address, through two providers, come to one account', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, two] = [stranger(), stranger()];
      two.email = one.email;
      const ways = await Promise.all(
        [['corp', one] as const, ['other', two] as const].map(async ([provider, person]) => {
          const here = browser();
          return { here, back: await here.visit(provider, await here.leave(provider), person) };
        }),
      );
      const answers = await Promise.all(ways.map(({ here, back }) => here.open(back.href, true)));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect(await db.admin`select from rowseal.users where email = ${one.email}`).toHaveLength(1);
      expect(await holderOf(one.sub)).toBe(await holderOf(two.sub));
    }
  });

  test('first logins of one subject in many browsers come to one account and one identity', async () => {
    const person = stranger();
    const ways = [];
    for (let n = 0; n < 8; n++) {
      const here = browser();
      ways.push({ here, back: await here.visit('corp', await here.leave('corp'), person) });
    }
    const answers = await Promise.all(ways.map(({ here, back }) => here.open(back.href, true)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(await db.admin`select from rowseal.users where email = ${person.email}`).toHaveLength(1);
    expect(await db.admin`select from rowseal_private.identities where subject = ${person.sub}`).toHaveLength(1);
  });

  test('of two accounts that connect one identity one has it', async () => {
    const [ann, bob, shared] = [stranger(), stranger(), stranger()];
    const ways = [];
    for (const person of [ann, bob]) {
      const here = browser();
      await here.signIn('corp', person);
      ways.push({ here, back: await here.visit('other', await here.leave('other', { links: true }), shared) });
    }
    const answers = await Promise.all(ways.map(({ here, back }) => here.open(back.href, true)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403]);
    expect(await db.admin`select from rowseal_private.identities where subject = ${shared.sub}`).toHaveLength(1);
  });
});

/** The cookies of what has begun in a browser. */
function begunIn({ cookies }: ReturnType<typeof browser>): Map<string, string> {
  return new Map([...cookies].flatMap(([name, { value }]) => (name.includes('-begun-') ? [[name, value]] : [])));
}

describe('a login that comes back', () => {
  test('to connect an identity, when somebody else has signed in in that browser meanwhile, connects it to nobody', async () => {
    const [ann, bob, wanted] = [stranger(), stranger(), stranger()];
    let [here, back, isKept] = [browser(), new URL('about:blank'), false];
    // What is begun by POST shares sixteen names of cookies: one pair in sixteen would meet.
    while (!isKept) {
      here = browser();
      await here.signIn('corp', ann);
      const before = begunIn(here);
      const address = await here.leave('other', { links: true });
      const begun = [...begunIn(here)].filter(([name, value]) => before.get(name) !== value);
      back = await here.visit('other', address, wanted);
      await here.signIn('corp', bob);
      isKept = begun.every(([name, value]) => begunIn(here).get(name) === value);
    }
    expect(await here.account()).toBe(bob.email);
    expect((await here.open(back.href, true)).statusCode).toBe(403);
    expect(await holderOf(wanted.sub)).toBeUndefined();
  });

  test('in the browser of somebody who is signed in, from one that is not theirs, leaves them who they are', async () => {
    const [victim, attacker] = [stranger(), stranger()];
    const theirs = browser();
    await theirs.signIn('corp', victim);
    const mine = browser();
    await mine.signIn('corp', attacker);
    const identity = stranger();
    for (const links of [false, true]) {
      const back = await mine.visit('other', await mine.leave('other', { links }), identity);
      expect((await theirs.open(back.href, true)).statusCode).toBe(400);
    }
    expect(await theirs.account()).toBe(victim.email);
    expect(await holderOf(identity.sub)).toBeUndefined();
  });

  test('is used up by a provider that does not know its code, and by an answer that says too much', async () => {
    for (const spoil of [
      (url: URL) => url.searchParams.set('code', 'x'),
      (url: URL) => url.searchParams.append('code', 'x'),
      (url: URL) => url.searchParams.append('iss', upstream.other.issuer),
      (url: URL) => url.searchParams.append('error', 'access_denied'),
    ]) {
      const person = stranger();
      const here = browser();
      const back = await here.visit('corp', await here.leave('corp'), person);
      const spoilt = new URL(back);
      spoil(spoilt);
      for (const url of [spoilt, back]) expect((await here.open(url.href, true)).statusCode).toBe(400);
      expect(await holderOf(person.sub)).toBeUndefined();
    }
  });

  test('works once after a restart, and stays used after another', async () => {
    const person = stranger();
    const here = browser();
    const back = await here.visit('corp', await here.leave('corp'), person);
    const restarted = await restart();
    const cookies = Object.fromEntries([...here.cookies].map(([name, { value }]) => [name, value]));
    const url = `${back.pathname}${back.search}`;
    expect((await restarted.inject({ url, cookies })).statusCode).toBe(200);
    expect((await restarted.inject({ url, cookies })).statusCode).toBe(400);
    expect((await (await restart()).inject({ url, cookies })).statusCode).toBe(400);
    expect(await openSessions(person.email)).toBe(1);
  });

  test('as a user who is disabled signs nobody in', async () => {
    const person = stranger();
    await browser().signIn('corp', person);
    await db.admin`update rowseal.users set disabled_at = now() where email = ${person.email}`;
    for (const provider of ['corp', 'other'] as const) {
      const here = browser();
      expect((await here.signIn(provider, person)).statusCode).toBe(403);
      expect(await here.account()).toBeUndefined();
    }
  });

  test('from a provider that joins no accounts by their address, or makes none, does neither', async () => {
    const [known, unknown] = [stranger(), stranger()];
    await db.admin`insert into rowseal.users (email, email_verified_at) values (${known.email}, now())`;
    await save('corp', { links_verified: false });
    expect((await browser().signIn('corp', known)).statusCode).toBe(403);
    await save('corp', { registers: false });
    expect((await browser().signIn('corp', unknown)).statusCode).toBe(403);
    expect(await db.admin`select from rowseal.users where email = ${unknown.email}`).toHaveLength(0);
    await save('corp');
    for (const person of [known, unknown]) expect((await browser().signIn('corp', person)).statusCode).toBe(200);
  });

  test('shows nothing of what the provider calls an error', async () => {
    const here = browser();
    const state = new URL(await here.leave('corp')).searchParams.get('state') ?? '';
    const query = new URLSearchParams({
      state,
      iss: upstream.corp.issuer,
      error: '<script>alert(1)</script>',
      error_description: 'Call 0190-evil',
      error_uri: 'https://evil.test',
    });
    const { statusCode, payload } = await here.open(`/v1/auth/providers/corp/callback?${query}`, true);
    expect(statusCode).toBe(400);
    expect(payload).not.toMatch(/<script|alert\(|evil/);
  });
});

test('no address depends on what a request calls the host: not where a provider sends people back, nor what is discovered', async () => {
  const headers = { host: 'evil.test', 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test' };
  const app = await restart();
  const sent = await app.inject({ url: '/v1/auth/providers/corp/start', headers });
  const { searchParams, origin } = new URL(String(sent.headers.location));
  expect(origin).toBe(upstream.corp.issuer);
  expect(searchParams.get('redirect_uri')).toBe('http://localhost:4000/v1/auth/providers/corp/callback');
  for (const url of ['/.well-known/openid-configuration', '/.well-known/oauth-protected-resource'])
    expect((await app.inject({ url, headers })).payload).not.toContain('evil.test');
  expect((await app.inject({ url: '/v1/me', headers })).headers['www-authenticate']).not.toContain('evil.test');
});

test('a link that a page of another site begins is refused, with the cookies of who is signed in', async () => {
  const here = browser();
  const person = stranger();
  await here.signIn('corp', person);
  const cookies = Object.fromEntries([...here.cookies].map(([name, { value }]) => [name, value]));
  const app = await restart();
  const url = '/account/identities/link/other';
  const form = (headers: object) =>
    app.inject({
      method: 'POST',
      url,
      cookies,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: '',
    });
  for (const headers of [
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: 'http://localhost:4001' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    {},
  ])
    expect((await form(headers)).statusCode).toBe(403);
  expect((await app.inject({ url, cookies })).statusCode).toBe(405);
  expect(nextOf(await form({ origin: 'http://localhost:4000' })), 'the control').toContain(upstream.other.issuer);
});

test('beyond what a network may begin and not finish, each way to a provider is answered with a page that says when, and costs no state', async () => {
  const [before] = await db.admin`
    select free_attempts, first_wait from rowseal_private.throttle_limits where kind = 'provider_login_network'`;
  const here = browser();
  await here.signIn('corp', stranger());
  await db.admin`delete from rowseal_private.throttles`;
  await db.admin`
    update rowseal_private.throttle_limits set free_attempts = 2, first_wait = '90 seconds' where kind = 'provider_login_network'`;
  const waiting = async () => (await db.admin`select from rowseal_private.provider_logins`).length;
  const ways = {
    start: () => here.open('/v1/auth/providers/corp/start', true),
    signIn: () => here.submit('/sign-in/corp'),
    link: () => here.submit('/account/identities/link/other'),
  };
  expect((await ways.start()).statusCode, 'the control').toBe(303);
  for (const way of [ways.signIn, ways.link]) expect((await way()).statusCode, 'the control').toBe(200);
  const kept = await waiting();
  for (const way of Object.values(ways)) {
    const { statusCode, headers, payload } = await way();
    expect([statusCode, headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(60);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(90);
    expect(headers.location).toBeUndefined();
    expect(payload).toContain('Too many');
  }
  expect(await waiting()).toBe(kept);
  await db.admin`
    update rowseal_private.throttle_limits set free_attempts = ${before?.['free_attempts']}, first_wait = ${before?.['first_wait']}
     where kind = 'provider_login_network'`;
  await db.admin`delete from rowseal_private.throttles`;
});
