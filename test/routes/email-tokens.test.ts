import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { digestOf } from '#server/credentials/token-format.ts';
import { WORKER_SCHEMA } from '#server/install/job-queue.ts';
import { connect } from '#test/support/connect.ts';
import { type Answer, demoApp } from '#test/support/demo-app.ts';
import { mailServer, mailWorker, tokenIn } from '#test/support/mail.ts';
import { rowOf } from '#test/support/refresh-tokens.ts';

const { db, send, logIn, token, me, graphql } = await demoApp();
const mail = await mailServer();
await mailWorker(db.workerUrl, mail.url);

const post = (path: string, payload: object): Promise<Answer> =>
  send({ method: 'POST', url: `/v1/auth/${path}`, payload });
const register = (email: string, password: string) => post('register', { email, password });
const forgot = (email: string) => post('password/forgot', { email });
const reset = (proof: string, password: string) => post('password/reset', { token: proof, password });
const verify = (proof: string) => post('email/verify', { token: proof });
const proofFor = async (email: string) => {
  await forgot(email);
  return tokenIn(await mail.next(email, 'Reset your password'), 'reset-password');
};
const INVALID = { status: 400, body: { code: 'invalid_proof' } };

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
  mail.inbox.splice(0);
});

describe('somebody who registers', () => {
  test('is mailed a token that verifies the address, once', async () => {
    await register('ada@new.test', 'a password of ada');
    const proof = tokenIn(await mail.next('ada@new.test', 'Confirm your email address'), 'verify-email');
    const session = (await logIn('ada@new.test', {}, 'a password of ada')).body.access_token;
    expect((await me(session)).body.user.email_verified).toBe(false);
    expect((await verify(proof)).status).toBe(204);
    expect((await me(session)).body.user.email_verified).toBe(true);
    expect((await verify(proof)).status, 'which was said before').toBe(204);
    expect(await reset(proof, 'another password of ada')).toMatchObject(INVALID);
  });

  test('at an address that somebody else has grabbed gets the account, and the other loses it', async () => {
    await register('grabbed@new.test', 'a password of the grabber');
    const grabbers = tokenIn(await mail.next('grabbed@new.test', 'Confirm your email address'), 'verify-email');
    const grabber = (await logIn('grabbed@new.test', {}, 'a password of the grabber')).body.access_token;
    expect((await register('grabbed@new.test', 'a password of the owner')).body).toEqual({ status: 'accepted' });
    const proof = tokenIn(await mail.next('grabbed@new.test', 'You already have an account'), 'reset-password');
    expect(await verify(grabbers), 'the mail for the grabber verifies nothing any more').toMatchObject(INVALID);
    expect((await reset(proof, 'the password of the owner')).status).toBe(204);
    expect(await me(grabber)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect((await logIn('grabbed@new.test', {}, 'a password of the grabber')).status).toBe(401);
    const owner = (await logIn('grabbed@new.test', {}, 'the password of the owner')).body.access_token;
    expect((await me(owner)).body.user.email_verified).toBe(true);
  });
});

describe('somebody who forgot their password', () => {
  test('sets a new one with a mailed token: sessions and access tokens end at once, and the old password is refused', async () => {
    const before = await token('member@acme.test');
    const { refresh_token } = (await logIn('member@acme.test', { transport: 'body' })).body;
    const query = '{ allNotes(first: 1) { totalCount } }';
    expect((await graphql(query, { token: before, workspace: 'acme' })).status).toBe(200);

    const proof = await proofFor('member@acme.test');
    expect((await reset(proof, 'a new password of mine')).status).toBe(204);
    expect(await me(before, 'acme')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect(await graphql(query, { token: before, workspace: 'acme' })).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
    });
    expect(await post('refresh', { refresh_token })).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect((await logIn('member@acme.test')).body.code).toBe('invalid_credentials');
    const after = await logIn('member@acme.test', {}, 'a new password of mine');
    expect((await me(after.body.access_token, 'acme')).status).toBe(200);
    expect((await mail.next('member@acme.test', 'Your password was changed')).text).not.toContain('rsv_');
    expect(await reset(proof, 'yet another password')).toMatchObject(INVALID);
    expect((await logIn('member@acme.test', {}, 'a new password of mine')).status, 'a replay changes nothing').toBe(
      200,
    );
  });

  test('is answered like somebody without an account', async () => {
    const answers = await Promise.all(['owner@acme.test', 'nobody@acme.test'].map(forgot));
    const [known, unknown] = answers.map(({ status, headers, body }) => ({
      status,
      body,
      headers: { ...headers, date: '', 'x-request-id': '' },
    }));
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({ status: 202, body: { status: 'accepted' } });
    await mail.next('owner@acme.test');
    await sleep(200);
    expect(mail.inbox).toEqual([]);
  });

  test('is told when their network asks too often', async () => {
    const answers: Answer[] = [];
    for (let i = 0; i < 25; i++) answers.push(await forgot(`nobody-${i}@acme.test`));
    expect(answers[0]?.status).toBe(202);
    expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(answers.at(-1)?.headers['retry-after']).toMatch(/^[1-9][0-9]*$/);
  });

  test('succeeds once with one token, however many try it at once', async () => {
    const proof = await proofFor('viewer@acme.test');
    const passwords = Array.from({ length: 50 }, (_, i) => `password number ${i} of fifty`);
    const answers = await Promise.all(passwords.map((password) => reset(proof, password)));
    const won = answers.flatMap(({ status }, i) => (status === 204 ? [i] : []));
    expect(won).toHaveLength(1);
    expect(answers.every(({ status }) => [204, 400, 429].includes(status))).toBe(true);
    await db.admin`delete from rowseal_private.throttles`;
    expect((await logIn('viewer@acme.test', {}, passwords[won[0] ?? -1])).status).toBe(200);
    await reset(await proofFor('viewer@acme.test'), DEMO_PASSWORD);
  });

  test('cannot choose a password that guessers try first, and may use the token again', async () => {
    const proof = await proofFor('owner@globex.test');
    for (const password of [
      'passwordpassword',
      '1QAZ2WSX3EDC4RFV',
      'aaaaaaaaaaaaaaaaaaaa',
      'abcabcabcabcabcabc',
      'owner@globex.test',
      'Owner@Globex.Test',
    ])
      expect(await reset(proof, password), password).toMatchObject({
        status: 400,
        body: { code: 'password_too_common' },
      });
    expect((await reset(proof, 'fourteen chars')).body.code).toBe('invalid_input');
    expect((await reset(proof, '🗝️🗝️ ключ к дому и саду 🗝️')).status).toBe(204);
    expect((await logIn('owner@globex.test', {}, '🗝️🗝️ ключ к дому и саду 🗝️')).status).toBe(200);
  });
});

test('somebody who changes their password is told by mail', async () => {
  const session = await token('owner@acme.test');
  const change = await send({
    method: 'POST',
    url: '/v1/auth/password/change',
    headers: { authorization: `Bearer ${session}` },
    payload: { current_password: DEMO_PASSWORD, new_password: 'a password for a while' },
  });
  expect(change.status).toBe(204);
  await mail.next('owner@acme.test', 'Your password was changed');
  await reset(await proofFor('owner@acme.test'), DEMO_PASSWORD);
});

describe('a mailed token', () => {
  test('that is incomplete is refused before any query', async () => {
    const proof = await proofFor('owner@acme.test');
    const swapped = proof.slice(0, 40) + (proof[40] === 'A' ? 'B' : 'A') + proof.slice(41);
    for (const broken of [proof.slice(0, -1), `${proof}A`, swapped, `rsi_${proof.slice(4)}`, 'rsv_', ''])
      for (const answer of [await verify(broken), await reset(broken, 'a password of mine')])
        expect(answer, broken).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(await db.admin`select from rowseal_private.throttles where kind = 'proof_guess'`).toHaveLength(0);
    expect((await reset(proof, DEMO_PASSWORD)).status, 'the control').toBe(204);
  });

  test('that is guessed is answered with 429 in the end, and a genuine one beside it is not', async () => {
    const proof = await proofFor('owner@acme.test');
    const spent = await proofFor('owner@acme.test');
    await db.admin`delete from rowseal_private.email_proofs where id = (rowseal.parse_token(${spent})).id`;
    const answers: Answer[] = [];
    for (let i = 0; i < 20; i++) answers.push(await verify(spent));
    expect(answers[0]).toMatchObject(INVALID);
    expect(answers.at(-1)?.status).toBe(429);
    expect((await reset(spent, 'a password of mine')).status).toBe(429);
    expect((await reset(proof, DEMO_PASSWORD)).status).toBe(204);
  });

  test('is in no table of the database, nor is a password or a secret of it', async () => {
    const proof = await proofFor('owner@acme.test');
    const secret = Buffer.from(proof.slice(4), 'base64url').subarray(32, 65);
    const tables = await db.admin<{ name: string }[]>`
      select oid::regclass::text as name from pg_class
       where relkind = 'r' and relnamespace::regnamespace::text in ('rowseal', 'rowseal_private', ${WORKER_SCHEMA})`;
    expect(tables.length).toBeGreaterThan(20);
    let text = '';
    for (const { name } of tables) {
      const rows = await db.admin.unsafe(`select coalesce(string_agg(t::text, E'\\n'), '') as text from ${name} as t`);
      text += rows[0]?.['text'];
    }
    expect(text).toContain(digestOf(digestOf(secret)).toString('hex'));
    for (const form of [proof.slice(20, 60), secret.toString('hex'), secret.toString('base64'), DEMO_PASSWORD])
      expect(text).not.toContain(form);
    // A token, as logs redact it: the functions of Rowseal, which installed_objects holds, name the prefixes.
    expect(text).not.toMatch(/rs[vi]_[A-Za-z0-9_-]{20}/);
    expect(proof).toMatch(/rs[vi]_[A-Za-z0-9_-]{20}/);
  });
});

describe('a login with the old password that is under way while the password is reset', () => {
  const key = Buffer.alloc(32, 7);
  const clients = [connect(db.issuerUrl), connect(db.issuerUrl)] as const;
  afterAll(() => Promise.all(clients.map((sql) => sql.end())));

  test.each(['before', 'after'] as const)('leaves no session when it began %s the reset', async (when) => {
    const address = `${when}@race.test`;
    await db.admin`select rowseal_private.register_with_password(${address}, null, row(${Buffer.alloc(16)}, ${key}, 7168, 1, 1))`;
    const proof = await proofFor(address);
    const logInWith = (sql: (typeof clients)[number]) =>
      sql`select status from rowseal_private.log_in('password', ${address}, ${key}, ip => '192.0.2.1')`;
    const resetWith = (sql: (typeof clients)[number]) =>
      sql`select status from rowseal_private.reset_password(
        ${rowOf(proof)}, row(${Buffer.alloc(16)}, ${Buffer.alloc(32, 9)}, 7168, 1, 1)
      )`;
    const [one, two] = clients;
    const [first, second] = when === 'before' ? [logInWith, resetWith] : [resetWith, logInWith];

    let later: Promise<readonly { status: string }[]> | undefined;
    const earlier = await one.begin(async (sql) => {
      const rows = await first(sql as unknown as typeof one);
      later = second(two) as unknown as Promise<readonly { status: string }[]>;
      // It is sent when somebody waits for it; until it hangs on a lock the first stays open.
      later.catch(() => {});
      const waiting = () =>
        db.admin`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      await expect.poll(waiting).not.toHaveLength(0);
      return rows;
    });
    expect(earlier[0]?.['status']).toBe('ok');
    expect((await later)?.[0]?.status).toBe(when === 'before' ? 'ok' : 'denied');
    const alive = await db.admin`
      select from rowseal_private.sessions as s join rowseal.users as u on u.id = s.user_id
       where u.email = ${address} and s.revoked_at is null`;
    expect(alive).toHaveLength(0);
  });
});
