import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailedInvitation } from '#test/support/api-mail.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { type AccountOwner, ofAnother, ownAccounts, PASSWORD } from '#test/support/own-account.ts';
import { createPerson } from '#test/support/people.ts';

// Whoever wants an address that is not theirs, or an account whose address has just changed.
const demo = await demoApp({ graphql: false });
const { db, send, logIn } = demo;
const { as, person, asksFor, confirm, restore, moves, addressOf } = ownAccounts(demo);

const lapse = (email: string) =>
  db.admin`update rowseal_private.former_addresses set expires_at = now() where email = ${email}`;
const registerByProvider = async (email: string) =>
  (
    await db.admin<{ status: string }[]>`
      select status from rowseal_private.register_identity('corp', ${email}, ${email}, true, null, null)`
  )[0]?.status;
const INVALID = { status: 400, body: { code: 'invalid_proof' } };

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
});

describe('a former address', () => {
  test('belongs to nobody else until it cannot be taken back: not who registers it', async () => {
    const owner = await person('left');
    await moves(owner, 'left-for@new.test');
    const register = () =>
      send({ method: 'POST', url: '/v1/auth/register', payload: { email: owner.email, password: PASSWORD } });
    expect((await register()).status, 'which nobody is told').toBe(202);
    expect(await composedMails(db.admin)).toEqual([]);
    expect((await logIn(owner.email, {}, PASSWORD)).status).toBe(401);
    await lapse(owner.email);
    await register();
    expect((await logIn(owner.email, {}, PASSWORD)).status, 'the control').toBe(200);
  });

  test('not who changes to it', async () => {
    const owner = await person('left');
    await moves(owner, 'left-for-2@new.test');
    const squatter = await person('squatter');
    expect(await asksFor(squatter, owner.email)).toMatchObject({ kind: 'address_in_use', variables: {} });
    await lapse(owner.email);
    expect(await asksFor(squatter, owner.email), 'the control').toMatchObject({ kind: 'confirm_address' });
  });

  test('not who asked for it before it was left', async () => {
    const owner = await person('left');
    const squatter = await person('squatter');
    // A mail that was composed while the address was free.
    await asksFor(squatter, 'free@new.test');
    await db.admin`update rowseal_private.pending_addresses set email = ${owner.email} where user_id = ${squatter.id}`;
    await moves(owner, 'left-for-3@new.test');
    const [{ token } = { token: '' }] = await db.admin<{ token: string }[]>`
      with made as (select rowseal_private.random_bytes(33) as secret),
           kept as (update rowseal_private.pending_addresses set secret_hash = sha256(sha256(secret)) from made
                     where user_id = ${squatter.id} returning user_id, id, secret)
      select rowseal_private.format_token('rsv_', uuid_send(user_id) || uuid_send(id) || secret) as token from kept`;
    expect(await confirm(token)).toMatchObject(INVALID);
    expect(await addressOf(squatter)).toBe(squatter.email);
  });

  test('not who comes with it from a provider, nor who has it unverified and is invited', async () => {
    const owner = await person('left');
    await moves(owner, 'left-for-4@new.test');
    expect(await registerByProvider(owner.email)).toBe('link_refused');
    const other = await createPerson(db.admin, 'acme', 'member');
    await db.admin`update rowseal.users set email = ${owner.email}, email_verified_at = null where id = ${other.entry.sub}`;
    const { body } = await send({
      method: 'POST',
      url: '/v1/auth/refresh',
      payload: { refresh_token: other.refreshToken },
    });
    const invitation = await mailedInvitation(db.admin, owner.email);
    const accept = () => as(body.access_token)('POST', '/v1/invitations/accept', { token: invitation });
    expect(await accept()).toMatchObject({ status: 403, body: { code: 'invitation_for_another' } });
    await lapse(owner.email);
    expect((await accept()).status, 'the control').toBe(200);
  });

  test('that nobody had verified is free at once, and gets no way back', async () => {
    const squatter = await person('somebody-elses', false);
    expect(await moves(squatter, 'own@new.test')).toBe('');
    expect(await registerByProvider(squatter.email)).toBe('ok');
  });
});

describe('a token for a new address', () => {
  test('is that of one user, one address and one purpose', async () => {
    const [owner, other] = [await person('owner'), await person('other')];
    const mail = await asksFor(owner, 'mine@new.test');
    await asksFor(other, 'theirs@new.test');
    const token = mail?.variables.token ?? '';
    expect(await confirm(ofAnother(token, other.id))).toMatchObject(INVALID);
    for (const [path, more] of [
      ['email/verify', {}],
      ['email/restore', { password: 'another password of theirs' }],
      ['password/reset', { password: 'another password of theirs' }],
    ] as const)
      expect(await send({ method: 'POST', url: `/v1/auth/${path}`, payload: { token, ...more } }), path).toMatchObject(
        INVALID,
      );
    await send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: owner.email } });
    const [reset] = await composedMails(db.admin);
    expect(await confirm(reset?.variables.token)).toMatchObject(INVALID);
    expect((await confirm(token)).status, 'the control').toBe(204);
    expect([await addressOf(owner), await addressOf(other)]).toEqual(['mine@new.test', other.email]);
  });

  test('works once, however many bring it', async () => {
    const owner = await person('many');
    const mail = await asksFor(owner, 'once@new.test');
    const answers = await Promise.all(Array.from({ length: 8 }, () => confirm(mail?.variables.token)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(await confirm(mail?.variables.token)).toMatchObject(INVALID);
  });

  test('is void after a change of the password, of the address, and after another request', async () => {
    const owner = await person('changing');
    const before = await asksFor(owner, 'before@new.test');
    const change = { current_password: PASSWORD, new_password: 'another password of theirs' };
    expect((await owner.ask('POST', '/v1/auth/password/change', change)).status).toBe(204);
    expect(await confirm(before?.variables.token)).toMatchObject(INVALID);
    const first = await asksFor(owner, 'first@new.test');
    const second = await asksFor(owner, 'second@new.test');
    expect(await confirm(first?.variables.token)).toMatchObject(INVALID);
    await db.admin`update rowseal.users set email = 'by-hand@new.test' where id = ${owner.id}`;
    expect(await confirm(second?.variables.token)).toMatchObject(INVALID);
    const third = await asksFor(owner, 'third@new.test');
    expect((await confirm(third?.variables.token)).status, 'the control').toBe(204);
  });

  test('and the change by it void what was mailed to the former address', async () => {
    const owner = await person('reset');
    await send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: owner.email } });
    const [reset] = await composedMails(db.admin);
    await moves(owner, 'after-reset@new.test');
    const payload = { token: reset?.variables.token, password: 'another password of theirs' };
    expect(await send({ method: 'POST', url: '/v1/auth/password/reset', payload })).toMatchObject(INVALID);
    expect((await logIn('after-reset@new.test', {}, PASSWORD)).status).toBe(200);
  });
});

describe('an address that two want', () => {
  test('goes to one of them, however they race', async () => {
    const people: AccountOwner[] = [];
    for (let i = 0; i < 6; i++) people.push(await person(`racer-${i}`));
    const tokens: (string | undefined)[] = [];
    for (const racer of people) tokens.push((await asksFor(racer, 'wanted@new.test'))?.variables.token);
    const answers = await Promise.all(tokens.map(confirm));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const addresses = await Promise.all(people.map(addressOf));
    expect(addresses.filter((address) => address === 'wanted@new.test')).toHaveLength(1);
    // The control: the others sign in as before.
    const owners = await Promise.all(people.map(({ email }) => logIn(email, {}, PASSWORD)));
    expect(
      owners.filter(({ status }) => status === 200),
      'the others sign in as before',
    ).toHaveLength(5);
  });

  test('and that is in use is answered as a free one, and its owner is told', async () => {
    const [asking, inUse] = [await person('asking'), await person('in-use')];
    const [free, taken] = await Promise.all(
      ['nobodys@new.test', inUse.email].map(async (email) => {
        const { status, body, headers } = await asking.ask('PUT', '/v1/me/email', { email });
        return { status, body, headers: { ...headers, date: '', 'x-request-id': '' } };
      }),
    );
    expect(taken).toEqual(free);
    expect(free?.status).toBe(202);
    expect(await asksFor(asking, inUse.email)).toEqual({
      recipient: inUse.email,
      kind: 'address_in_use',
      variables: {},
    });
    expect(await asksFor(asking, 'nobodys@new.test'), 'the control').toMatchObject({ kind: 'confirm_address' });
  });
});

describe('whoever stole an account and moves it on', () => {
  test('loses it to the oldest address of the chain', async () => {
    const owner = await person('chain');
    const first = await moves(owner, 'chain-b@new.test');
    const second = await moves(owner, 'chain-c@new.test');
    expect((await restore(ofAnother(first, (await person('stranger')).id))).body.code).toBe('invalid_proof');
    expect((await restore(first)).status, 'the control').toBe(204);
    expect(await addressOf(owner)).toBe(owner.email);
    expect(await restore(second), 'which the thief reads').toMatchObject(INVALID);
    expect((await logIn('chain-c@new.test', {}, PASSWORD)).status).toBe(401);
  });

  test('leaves no factor behind in the account that goes back, and its owner keeps theirs', async () => {
    const owner = await person('factor');
    const id = owner.id;
    const factor = (at: string) => db.admin`
      insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
      values (${id}, gen_random_uuid(), 'a.b.c.d.e', ${at}::text::timestamptz)`;
    const codes = (at: string) => db.admin`
      insert into rowseal_private.recovery_codes (user_id, code_hash, created_at)
      values (${id}, sha256(random()::text::bytea), ${at}::text::timestamptz)`;
    const passkey = (of: string, at: string) => db.admin`
      insert into rowseal_private.passkeys (
        user_id, credential_id, public_key, name, is_verified, backup_eligible, backed_up, sign_count, created_at)
      values (${of}, ${randomBytes(16)}, 'key', 'Key', true, false, false, 0, ${at}::text::timestamptz)`;
    const kept = async () =>
      (
        await db.admin<{ kept: string }[]>`
          select (select count(*) from rowseal_private.totp_factors where user_id = ${id})
              || ' ' || (select count(*) from rowseal_private.passkeys where user_id = ${id})
              || ' ' || (select count(*) from rowseal_private.recovery_codes where user_id = ${id}) as kept`
      )[0]?.kept;
    const back = await moves(owner, 'factor-b@new.test');
    await factor('now');
    await passkey(id, 'now');
    await codes('now');
    expect((await restore(back)).status).toBe(204);
    expect(await kept()).toBe('0 0 0');
    // The control: what was there before the address was lost.
    const other = await person('older-factor');
    const again = await moves(other, 'factor-c@new.test');
    await db.admin`
      insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
      values (${other.id}, gen_random_uuid(), 'a.b.c.d.e', now() - interval '1 day')`;
    await passkey(other.id, 'yesterday');
    expect((await restore(again)).status).toBe(204);
    const [{ count } = { count: 0 }] = await db.admin<{ count: number }[]>`
      select count(*)::int as count from rowseal_private.totp_factors join rowseal_private.passkeys using (user_id)
       where user_id = ${other.id}`;
    expect(count).toBe(1);
  });

  test('gains nothing by undoing its newest change first: the oldest still counts', async () => {
    const owner = await person('chain');
    const first = await moves(owner, 'chain-e@new.test');
    const second = await moves(owner, 'chain-f@new.test');
    expect((await restore(second)).status).toBe(204);
    expect(await addressOf(owner)).toBe('chain-e@new.test');
    expect((await restore(first)).status).toBe(204);
    expect(await addressOf(owner)).toBe(owner.email);
  });

  test('loses it to one of many who bring the link, and to nobody after its time', async () => {
    const owner = await person('late');
    const back = await moves(owner, 'late-b@new.test');
    const answers = await Promise.all(Array.from({ length: 4 }, () => restore(back)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const other = await person('later');
    const tooLate = await moves(other, 'later-b@new.test');
    await lapse(other.email);
    expect(await restore(tooLate)).toMatchObject(INVALID);
  });
});
