import { beforeEach, describe, expect, test } from 'vitest';
import { federation, nextOf } from '#test/support/federation.ts';
import { publicClient } from '#test/support/oauth-client.ts';
import { addTotp } from '#test/support/proved-sessions.ts';

// What a provider says of how it authenticated somebody (acr, amr) is one factor, whatever it is, unless an operator believes this provider;
// whoever runs it, or changes its answers on the way, gets no higher level by saying more.
const { db, upstream, save, browser } = await federation();
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
const BELIEVED = {
  two_factor_values: ['amr=mfa', 'acr=urn:corp:loa:2'],
  phishing_resistant_values: ['acr=phr', 'amr=hwk'],
};
let people = 0;

beforeEach(async () => {
  await save('corp', BELIEVED);
  await save('other');
  for (const provider of [upstream.corp, upstream.other]) provider.misbehave();
});

/** The level of the session that somebody new gets, whom a provider says this of. */
async function levelBy(said: Record<string, unknown>, provider: 'corp' | 'other' = 'corp', sub = `said-${people++}`) {
  upstream[provider].misbehave({ idToken: (claims) => ({ ...claims, ...said }) });
  await browser().signIn(provider, { sub, email: `${sub}@corp.test`, email_verified: true });
  const [row] = await db.admin<{ level: number }[]>`
    select session.assurance as level from rowseal_private.sessions as session
      join rowseal_private.identities as identity on identity.user_id = session.user_id
     where identity.subject = ${sub} and session.revoked_at is null`;
  return row?.level ?? 'no session';
}

test.each<[string, Record<string, unknown>, number]>([
  ['amr that is believed', { amr: ['pwd', 'mfa'] }, 2],
  ['acr that is believed', { acr: 'urn:corp:loa:2' }, 2],
  ['acr that is believed to be phishing-resistant', { acr: 'phr' }, 3],
  ['a key beside another method', { amr: ['hwk', 'pin'] }, 3],
])('the control: %s counts', async (_, said, level) => {
  expect(await levelBy(said)).toBe(level);
});

test.each<[string, Record<string, unknown>]>([
  ['nothing', {}],
  ['acr that nobody has heard of', { acr: 'urn:corp:loa:9' }],
  ['our own name of a level', { acr: 'urn:rowseal:assurance:3' }],
  ['amr that proves one thing', { amr: ['pwd'] }],
  ['a key alone', { amr: ['hwk'] }],
  ['a key that somebody has touched', { amr: ['hwk', 'user'] }],
  ['amr of several methods, none of which is believed', { amr: ['pwd', 'otp', 'sms'] }],
  ['in acr what is believed in amr', { acr: 'mfa' }],
  ['in amr what is believed in acr', { amr: ['phr', 'urn:corp:loa:2'] }],
  ['with the name of the claim in the value', { acr: 'amr=mfa', amr: ['acr=phr'] }],
  ['in other letters', { acr: 'PHR', amr: ['MFA'] }],
  ['with a space', { acr: 'phr ', amr: [' mfa'] }],
  ['amr as a text', { amr: 'mfa' }],
  ['amr as a list of values in one', { amr: ['pwd mfa'] }],
  ['amr within a list', { amr: [['mfa']] }],
  ['acr as a list', { acr: ['phr'] }],
  ['acr as an object', { acr: { value: 'phr' } }],
  ['amr beside what is no text', { amr: ['mfa', 7] }],
])('%s is one factor', async (_, said) => {
  // The control is above.
  expect(await levelBy(said)).toBe(1);
});

test('is believed in the ID token alone, which is signed, and not at the userinfo endpoint', async () => {
  const sub = 'elsewhere';
  upstream.corp.misbehave({
    idToken: ({ email: _, ...claims }) => claims,
    userinfo: (claims) => ({ ...claims, acr: 'phr', amr: ['mfa'] }),
  });
  await browser().signIn('corp', { sub, email: `${sub}@corp.test`, email_verified: true });
  const rows = await db.admin`
    select proof.kind from rowseal_private.session_proofs as proof
      join rowseal_private.identities as identity on identity.user_id = proof.user_id where identity.subject = ${sub}`;
  expect(rows.map(({ kind }) => kind)).toEqual(['provider']);
});

test('is believed of one provider, and of no other: who says the same there has shown one factor', async () => {
  // The control is the one that is believed.
  const said = { acr: 'phr', amr: ['hwk', 'mfa'] };
  expect([await levelBy(said, 'other'), await levelBy(said)]).toEqual([1, 3]);
});

test('is no longer believed from the next sign-in on', async () => {
  await save('corp');
  expect(await levelBy({ acr: 'phr', amr: ['mfa'] })).toBe(1);
});

describe('who has a second factor here', () => {
  test('is asked for it, unless the provider is believed to have asked for two', async () => {
    const sub = 'has-an-app';
    expect(await levelBy({}, 'corp', sub)).toBe(1);
    const [owner] = await db.admin<{ id: string }[]>`
      select user_id as id from rowseal_private.identities where subject = ${sub}`;
    await addTotp(db.admin, owner?.id ?? '');
    const end = () =>
      db.admin`update rowseal_private.sessions set revoked_at = now() where user_id = ${owner?.id ?? ''}`;
    for (const said of [{}, { acr: 'urn:corp:loa:9' }, { amr: ['hwk'] }]) {
      await end();
      expect(await levelBy(said, 'corp', sub)).toBe('no session');
    }
    // The control.
    expect(await levelBy({ amr: ['mfa'] }, 'corp', sub)).toBe(2);
  });
});

test('what it says is as old as it says, and of an age that it does not say it is never fresh', async () => {
  const levelNow = async (said: Record<string, unknown>) => {
    const sub = `aged-${people++}`;
    await levelBy({ amr: ['mfa'], ...said }, 'corp', sub);
    const [row] = await db.admin<{ level: number }[]>`
      select rowseal_private.proved_level(session.user_id, session.id, '5 minutes') as level
        from rowseal_private.sessions as session
        join rowseal_private.identities as identity on identity.user_id = session.user_id
       where identity.subject = ${sub}`;
    return row?.level;
  };
  const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
  expect(await levelNow({ auth_time: ago(600) })).toBe(0);
  expect(await levelNow({ auth_time: undefined })).toBe(0);
  // The control.
  expect(await levelNow({ auth_time: ago(10) })).toBe(2);
});

test('an application that asks for two factors is told who has not shown them, though their account here has none', async () => {
  const client = await publicClient(db.admin, 'Client', 'https://client.test/callback');
  const told = async (said: Record<string, unknown>) => {
    const here = browser();
    const sub = `app-${people++}`;
    upstream.corp.misbehave({ idToken: (claims) => ({ ...claims, ...said }) });
    await here.signIn('corp', { sub, email: `${sub}@corp.test`, email_verified: true });
    const asked = { acr_values: 'urn:rowseal:assurance:2', prompt: 'none' };
    const begun = await here.open(client.authorize(asked));
    const { headers } = await here.open(nextOf(begun) ?? `${begun.headers.location}`);
    return new URL(`${headers.location}`).searchParams.get('error');
  };
  expect(await told({ amr: ['pwd'] })).toBe('unmet_authentication_requirements');
  // The control: two were shown, and what is left to ask is whether they consent.
  expect(await told({ amr: ['mfa'] })).toBe('consent_required');
});

test.each([
  ['a password as two factors', { two_factor_values: ['amr=pwd'] }],
  ['what names no claim', { two_factor_values: ['mfa'] }],
  ['a code as phishing-resistant', { phishing_resistant_values: ['amr=otp'] }],
  ['a message as phishing-resistant', { phishing_resistant_values: ['acr=phr', 'amr=sms'] }],
  ['that there were several methods as phishing-resistant', { phishing_resistant_values: ['amr=mfa'] }],
  ['two values in one', { two_factor_values: ['amr=x amr=y z'] }],
])('an operator cannot believe %s', async (_, values) => {
  await expect(save('corp', values)).rejects.toMatchObject({ code: '23514' });
  // The control is what each test begins with.
});

test('nor anything that GitHub says, which has no ID tokens', async () => {
  const github = { kind: 'github' as const, issuer: 'https://github.com', scope: 'read:user' };
  await expect(save('hub', { ...github, two_factor_values: ['amr=mfa'] })).rejects.toMatchObject({ code: '23514' });
  // The control.
  expect(await save('hub', github)).toBe('saved');
});
