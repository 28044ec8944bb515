import { describe, expect, test } from 'vitest';
import { type Browser, federation, nextOf } from '#test/support/federation.ts';

const { db, app, browser } = await federation();
const SQUATTERS = 'a password of the squatter';
const OWNERS = 'a password of the owner';

const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload });
const register = (email: string, password: string) => post('/v1/auth/register', { email, password });
const signedIn = async (email: string, password: string): Promise<Browser> => {
  const here = browser();
  expect((await here.submit('/sign-in', { email, password })).statusCode).toBe(303);
  expect(await here.account()).toBe(email);
  return here;
};
/** What the mail of a password reset brings to the mailbox, and what its owner does with it. */
async function resetByMail(email: string): Promise<void> {
  const [mailed] = await db.admin<{ token: string }[]>`
    select variables ->> 'token' as token
      from rowseal_private.compose_mail(jsonb_build_object(
        'kind', 'reset_password', 'address', ${email}::text, 'id', rowseal.uuidv7(), 'requested_at', now()
      ))`;
  const answer = await post('/v1/auth/password/reset', { token: mailed?.token, password: OWNERS });
  expect(answer.statusCode).toBe(204);
}
const providersOf = async (email: string) => {
  const rows = await db.admin`
    select provider from rowseal_private.identities
     where user_id in (select id from rowseal.users where email = ${email}) order by provider`;
  return rows.map(({ provider }) => provider);
};

describe('somebody registers an address that is not theirs, before its owner comes', () => {
  test('with a password: a login of the owner through a provider does not join that account', async () => {
    const email = 'early@corp.test';
    await register(email, SQUATTERS);
    const owner = browser();
    const answer = await owner.signIn('corp', { sub: 'early', email, email_verified: true });
    expect(answer.statusCode).toBe(403);
    expect(await owner.account()).toBeUndefined();
    expect(await providersOf(email)).toEqual(['password']);
  });

  test('with an identity of their own that they connect: it opens nothing once the owner has set the password by mail', async () => {
    const email = 'trojan@corp.test';
    const squatter = { sub: 'trojan', email: 'squatter@evil.test', email_verified: true };
    await register(email, SQUATTERS);
    const here = await signedIn(email, SQUATTERS);
    expect(nextOf(await here.signIn('corp', squatter, { links: true }))).toBe('/account?done=linked');
    const before = browser();
    await before.signIn('corp', squatter);
    expect(await before.account(), 'the control: it opens the account as long as nobody has proved the address').toBe(
      email,
    );
    const waiting = await here.visit('other', await here.leave('other', { links: true }), squatter);

    await resetByMail(email);
    expect(await providersOf(email)).toEqual(['password']);
    for (const earlier of [here, before]) expect(await earlier.account()).toBeUndefined();
    expect((await here.open(waiting.href, true)).statusCode, 'a link that was on its way').toBe(403);
    const again = browser();
    await again.signIn('corp', squatter);
    expect(await again.account()).toBe('squatter@evil.test');
    expect(await (await signedIn(email, OWNERS)).account()).toBe(email);
  });

  test('through a provider that verifies none: the owner gets an account without them', async () => {
    const email = 'loose@corp.test';
    const squatter = { sub: 'loose', email, email_verified: false };
    const here = browser();
    await here.signIn('corp', squatter);
    expect(await here.account()).toBe(email);
    await register(email, OWNERS);
    await resetByMail(email);
    const owner = browser();
    await owner.signIn('other', { sub: 'owner', email, email_verified: true });
    const holderOf = async (subject: string) => {
      const [row] = await db.admin`select user_id from rowseal_private.identities where subject = ${subject}`;
      return row?.['user_id'];
    };
    expect(await holderOf('owner')).toBe(await holderOf(email));
    expect(await holderOf('loose')).not.toBe(await holderOf(email));
  });
});

test('what was connected by who had proved the address stays when they reset their password', async () => {
  const email = 'steady@corp.test';
  await register(email, SQUATTERS);
  await resetByMail(email);
  const here = await signedIn(email, OWNERS);
  await here.signIn('corp', { sub: 'steady' }, { links: true });
  await resetByMail(email);
  expect(await providersOf(email)).toEqual(['corp', 'password']);
});
