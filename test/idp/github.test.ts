import { expect, test } from 'vitest';
import { federation, nextOf } from '#test/support/federation.ts';
import { startGithub } from '#test/support/github.ts';
import { publicClient } from '#test/support/oauth-client.ts';

const client = { id: 'rowseal-at-github', secret: 'a-client-secret-at-github' };
const { db, save, browser } = await federation();
const github = await startGithub(client);
const stored = {
  kind: 'github',
  name: 'GitHub',
  issuer: github.url,
  client_id: client.id,
  scope: 'read:user user:email',
};
await save('github', stored as Parameters<typeof save>[1], client.secret);

/** Somebody with these addresses at GitHub. */
const person = (id: number, ...emails: [email: string, primary: boolean, verified: boolean][]) => ({
  id,
  login: `octo${id}`,
  name: null,
  emails: emails.map(([email, primary, verified]) => ({ email, primary, verified })),
});

async function signIn(visitor: ReturnType<typeof person>, from = '') {
  const here = browser();
  if (from !== '') await here.open(`/sign-in?return_to=${encodeURIComponent(from)}`);
  const sent = await here.open('/v1/auth/providers/github/start');
  const back = await github.visit(String(sent.headers.location), visitor);
  return { here, back, answer: await here.open(back, true) };
}

test('GitHub signs people in by their number, with the primary address that it has verified', async () => {
  const emails: [string, boolean, boolean][] = [
    ['second@hub.test', false, true],
    ['First@hub.test', true, true],
  ];
  const { here, answer } = await signIn(person(1, ...emails));
  expect(nextOf(answer)).toBe('/sign-in');
  expect((await here.open('/sign-in')).headers.location).toBe('/account');
  expect(await here.account()).toBe('first@hub.test');
  const { here: again } = await signIn({ ...person(1, ['moved@hub.test', true, true]), login: 'renamed' });
  expect(await again.account()).toBe('first@hub.test');
  const known = await db.admin`select subject from rowseal_private.identities where provider = 'github'`;
  expect([...known]).toEqual([{ subject: '1' }]);
});

test('somebody whom an application has sent comes back to it, by way of GitHub', async () => {
  const { here, answer } = await signIn(person(11, ['eleven@hub.test', true, true]), '/notes?page=2');
  const sent = await here.open(nextOf(answer) ?? '');
  expect(sent.headers.location).toMatch(/^http:\/\/localhost:\d+\/notes\?page=2$/);
});

test('GitHub, which makes nobody sign in again, asks who somebody is where a client wants either', async () => {
  const client = await publicClient(db.admin, 'App', 'https://app.example.com/cb');
  const promptFor = async (parameters: Record<string, string>) => {
    const here = browser();
    const [, request = ''] = (nextOf(await here.open(client.authorize(parameters), true)) ?? '').split('=');
    const sent = await here.open(`/v1/auth/providers/github/start?request=${request}`);
    return new URL(String(sent.headers.location)).searchParams.get('prompt');
  };
  expect(await promptFor({ prompt: 'login', max_age: '60' })).toBe('select_account');
  expect(await promptFor({ prompt: 'consent' })).toBeNull();
});

test('an address that GitHub has not verified, or that is not the primary one, counts for nothing', async () => {
  expect((await signIn(person(2, ['two@hub.test', true, false], ['ii@hub.test', false, true]))).answer.statusCode).toBe(
    403,
  );
});

test('a code of GitHub is good in the browser that asked for it, once', async () => {
  const { here, back, answer } = await signIn(person(3, ['three@hub.test', true, true]));
  expect(answer.statusCode).toBe(200);
  expect((await here.open(back, true)).statusCode).toBe(400);
  const elsewhere = browser();
  const sent = await elsewhere.open('/v1/auth/providers/github/start');
  const stolen = new URL(await github.visit(String(sent.headers.location), person(3)));
  const victim = browser();
  const mine = new URL(String((await victim.open('/v1/auth/providers/github/start')).headers.location));
  stolen.searchParams.set('state', mine.searchParams.get('state') ?? '');
  expect((await victim.open(stolen.href, true)).statusCode).toBe(400);
});

test('of many answers of GitHub with one state one signs in, and none at the callback of another provider', async () => {
  const visitor = person(4, ['four@hub.test', true, true]);
  const here = browser();
  const begin = async () =>
    github.visit(String((await here.open('/v1/auth/providers/github/start')).headers.location), visitor);
  const back = await begin();
  const answers = await Promise.all(Array.from({ length: 5 }, () => here.open(back, true)));
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 400, 400, 400, 400]);
  const mixedUp = await begin();
  expect((await here.open(mixedUp.replace('/github/', '/corp/'), true)).statusCode).toBe(400);
  expect((await here.open(mixedUp, true)).statusCode).toBe(400);
});
