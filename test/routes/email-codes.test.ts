import { beforeEach, describe, expect, test } from 'vitest';
import { emailCodes, typedEmailCode } from '#server/credentials/email-codes.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import { type Answer, demoApp } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { ownAccounts, PASSWORD } from '#test/support/own-account.ts';

let log = '';
const demo = await demoApp({
  graphql: false,
  logLevel: 'debug',
  logStream: {
    write: (line: string) => {
      log += line;
    },
  },
});
const { db, send, logIn, me } = demo;
const { person, as } = ownAccounts(demo);
const codes = emailCodes(TEST_MASTER_KEY);
await db.admin`update rowseal_private.settings set email_codes = true`;
beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
  await db.admin`delete from rowseal_private.email_codes`;
  await composedMails(db.admin);
});

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  send({ method: 'POST', url, payload, headers });
interface Asked {
  secret: string;
  /** Undefined: none was mailed. */
  code: string | undefined;
}

/** Asks for a code, and reads the mail. */
async function ask(email: string, purpose = 'sign_in'): Promise<Asked> {
  const answer = await post('/v1/auth/email-codes', { email, purpose, transport: 'body' });
  expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } });
  expect(Object.keys(answer.body).sort()).toEqual(['browser_secret', 'status']);
  return { secret: answer.body.browser_secret, code: await mailedTo(email) };
}
async function mailedTo(email: string): Promise<string | undefined> {
  const mail = (await composedMails(db.admin)).find((each) => each.kind === 'email_code' && each.recipient === email);
  return mail && codes.open(email, String(mail.variables['code_jwe']));
}
const signIn = ({ secret, code }: Asked, more: object = {}): Promise<Answer> =>
  post('/v1/auth/token', { provider: 'email_code', code, browser_secret: secret, transport: 'body', ...more });
const stepUp = (refresh_token: string, { secret, code }: Asked) =>
  post('/v1/auth/step-up', { provider: 'email_code', refresh_token, code, browser_secret: secret });
const other = (code: string | undefined) => (code?.startsWith('7') ? `8${code.slice(1)}` : `7${code?.slice(1)}`);
const rows = async (): Promise<number> => (await db.admin`select from rowseal_private.email_codes`).length;
const levelOf = async (bearer: string): Promise<number> => (await as(bearer)('GET', '/v1/auth/factors')).body.assurance;

describe('a mailed code', () => {
  test('is eight characters that nobody mistakes for others, however they are typed', async () => {
    const { code = '' } = await ask('owner@acme.test');
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const plain = code.replace('-', '');
    for (const written of [
      code.toLowerCase(),
      plain,
      ` ${[...plain].join(' ')} `,
      plain.replaceAll('0', 'o').replaceAll('1', 'l'),
    ])
      expect(typedEmailCode.parse(written)).toBe(plain);
    for (const wrong of ['', plain.slice(1), `${plain}A`, 'UUUUUUUU', '!!!!!!!!'])
      expect(typedEmailCode.safeParse(wrong).success).toBe(false);
  });

  test('signs in, at level 1, as otp', async () => {
    const answer = await signIn(await ask('owner@acme.test'));
    expect(answer.status).toBe(200);
    expect(await levelOf(answer.body.access_token)).toBe(1);
    const claims = JSON.parse(Buffer.from(answer.body.access_token.split('.')[1], 'base64url').toString());
    expect((await me(answer.body.access_token)).body.user.email).toBe('owner@acme.test');
    const [row] = await db.admin`
      select rowseal_private.authentication_claims(array(
        select kind from rowseal_private.session_proofs where session_id = ${claims.sid}), now()) -> 'amr' as amr`;
    expect(row?.['amr']).toEqual(['otp']);
    expect(await rows()).toBe(0);
  });

  test('serves one session in a workspace, with a scope, as any login', async () => {
    const asked = await ask('owner@acme.test');
    const answer = await signIn(asked, { workspace: 'acme', scope: 'notes:read' });
    expect(answer).toMatchObject({ status: 200, body: { scope: 'notes:read' } });
    expect((await signIn(await ask('owner@acme.test'), { workspace: 'globex' })).body.code).toBe('not_a_member');
  });

  test('is for the browser that asked alone', async () => {
    const [mine, theirs] = [await ask('owner@acme.test'), await ask('member@acme.test')];
    // Whoever reads the mail elsewhere.
    expect((await signIn({ secret: theirs.secret, code: mine.code })).body.code).toBe('invalid_credentials');
    expect((await post('/v1/auth/token', { provider: 'email_code', code: mine.code })).body.code).toBe('invalid_proof');
    // The control.
    expect((await signIn(mine)).status).toBe(200);
  });

  test('serves once, however many bring it at once', async () => {
    const asked = await ask('owner@acme.test');
    const all = await Promise.all(Array.from({ length: 32 }, () => signIn(asked)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('ends after five wrong tries, of however many that come at once', async () => {
    await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000 where kind = 'proof_guess'`;
    const asked = await ask('owner@acme.test');
    const all = await Promise.all(Array.from({ length: 200 }, () => signIn({ ...asked, code: other(asked.code) })));
    const answered = Object.groupBy(all, ({ body }) => String(body.code));
    expect(answered['invalid_credentials']).toHaveLength(5);
    expect(answered['invalid_proof']).toHaveLength(195);
    expect((await signIn(asked)).body.code).toBe('invalid_proof');
    // The control: four are none too many.
    const next = await ask('owner@acme.test');
    for (let nth = 0; nth < 4; nth++) await signIn({ ...next, code: other(next.code) });
    expect((await signIn(next)).status).toBe(200);
    await db.admin`update rowseal_private.throttle_limits set free_attempts = 10 where kind = 'proof_guess'`;
  });

  test('expires after ten minutes', async () => {
    const asked = await ask('owner@acme.test');
    const [row] = await db.admin`
      select extract(epoch from expires_at - clock_timestamp())::int as left from rowseal_private.email_codes`;
    expect(row?.['left']).toBeLessThanOrEqual(600);
    expect(row?.['left']).toBeGreaterThan(540);
    await db.admin`update rowseal_private.email_codes set expires_at = now() - interval '1 second'`;
    expect((await signIn(asked)).body.code).toBe('invalid_proof');
    await db.admin`select rowseal_private.purge(1000)`;
    expect(await rows()).toBe(0);
  });

  test('ends with a change of the password or the address, and with the account', async () => {
    const owner = await person('changes');
    const first = await ask(owner.email);
    await owner.ask('POST', '/v1/auth/password/change', { current_password: PASSWORD, new_password: `${PASSWORD}!` });
    expect((await signIn(first)).body.code).toBe('invalid_credentials');
    const second = await ask(owner.email);
    await db.admin`update rowseal.users set email = 'changed@new.test' where id = ${owner.id}`;
    expect((await signIn(second)).body.code).toBe('invalid_credentials');
    const third = await ask('changed@new.test');
    await db.admin`update rowseal.users set disabled_at = now() where id = ${owner.id}`;
    expect((await signIn(third)).body.code).toBe('invalid_credentials');
  });

  test('is for its purpose, and its person', async () => {
    const owner = await person('purposes');
    const { refresh_token } = (await logIn(owner.email, { transport: 'body' }, PASSWORD)).body;
    expect((await stepUp(refresh_token, await ask(owner.email))).body.code).toBe('invalid_credentials');
    expect((await signIn(await ask(owner.email, 'step_up'))).body.code).toBe('invalid_proof');
    expect((await stepUp(refresh_token, await ask('member@acme.test', 'step_up'))).body.code).toBe(
      'invalid_credentials',
    );
    // The control.
    expect((await stepUp(refresh_token, await ask(owner.email, 'step_up'))).status).toBe(200);
  });

  test('lifts no wait, because none of its tries was charged to anybody', async () => {
    const owner = await person('waits');
    const { refresh_token } = (await logIn(owner.email, { transport: 'body' }, PASSWORD)).body;
    const asked = await ask(owner.email, 'step_up');
    await db.admin`delete from rowseal_private.throttles`;
    const charges: [kind: string, subject: string][] = [
      ['login_network', '127.0.0.0/24'],
      ['login_account', `second_factor ${owner.id}`],
    ];
    for (const [kind, subject] of charges)
      await db.admin`select rowseal_private.record_attempt(${kind}, ${subject}) from generate_series(1, 500)`;
    const counted = () => db.admin`
      select kind, attempts, blocked_until from rowseal_private.throttles
       where kind in ('login_network', 'login_account') order by kind`;
    const before = [...(await counted())];
    expect(before).toHaveLength(2);
    expect((await logIn('nobody@elsewhere.test')).status).toBe(429);
    expect((await stepUp(refresh_token, asked)).status).toBe(200);
    expect([...(await counted())]).toEqual(before);
    expect((await logIn('nobody@elsewhere.test')).status).toBe(429);
    // The control: a refund that was owed.
    await db.admin`select rowseal_private.refund_login_attempt(null, ${`second_factor ${owner.id}`}, '127.0.0.1')`;
    expect([...(await counted())]).not.toEqual(before);
  });

  test('never raises a session, and beside a reset by mail is one channel still', async () => {
    const owner = await person('reset');
    await post('/v1/auth/password/forgot', { email: owner.email });
    const token = (await composedMails(db.admin)).find(({ kind }) => kind === 'reset_password')?.variables.token;
    expect((await post('/v1/auth/password/reset', { token, password: PASSWORD })).status).toBe(204);
    const { refresh_token } = (await logIn(owner.email, { transport: 'body' }, PASSWORD)).body;
    const stepped = await stepUp(refresh_token, await ask(owner.email, 'step_up'));
    expect(stepped.status).toBe(200);
    expect(await levelOf(stepped.body.access_token)).toBe(1);
  });

  test('is fresh for somebody whose provider does not say when it authenticated them', async () => {
    const owner = await person('provided');
    const { refresh_token, access_token } = (await logIn(owner.email, { transport: 'body' }, PASSWORD)).body;
    await db.admin`delete from rowseal_private.passwords where user_id = ${owner.id}`;
    await db.admin`
      update rowseal_private.session_proofs set kind = 'provider', proved_at = '-infinity' where user_id = ${owner.id}`;
    const begin = (bearer: string) => as(bearer)('POST', '/v1/auth/factors/totp', {});
    expect((await begin(access_token)).body.code).toBe('insufficient_user_authentication');
    const stepped = await stepUp(refresh_token, await ask(owner.email, 'step_up'));
    expect((await begin(stepped.body.access_token)).status).toBe(201);
  });

  test('is in no answer, no log line and no place of the database', async () => {
    log = '';
    const asked = await ask('owner@acme.test');
    const plain = asked.code?.replace('-', '') ?? '';
    expect((await signIn({ ...asked, code: other(asked.code) })).status).toBe(401);
    // The control: both requests are in the log.
    expect(log.match(/email-codes|auth\/token/g)?.length).toBeGreaterThan(1);
    for (const secret of [plain, asked.code ?? '', asked.secret]) expect(log).not.toContain(secret);
    const stored = JSON.stringify([
      await db.admin`select * from rowseal_private.email_codes`,
      await db.admin`select payload::text from graphile_worker_rowseal._private_jobs`,
      await db.admin`select * from rowseal_private.audit_events`,
    ]);
    expect(stored).not.toContain(plain);
    const secret = Buffer.from(asked.secret, 'base64url');
    expect(stored).not.toContain(secret.toString('hex'));
    // Neither by trying, for who has the secret of the browser: the digest has a key. The control has it.
    const [row] = await db.admin`select code_hash from rowseal_private.email_codes`;
    const hashes = (key: Uint8Array) => {
      const { code } = emailCodes(key).digests(secret, plain);
      return db.admin`select sha256(${code}) as hash`.then(([found]) => found?.['hash'] as Buffer);
    };
    expect(await hashes(new Uint8Array(32))).not.toEqual(row?.['code_hash']);
    expect(await hashes(TEST_MASTER_KEY)).toEqual(row?.['code_hash']);
  });

  test('opens for its address and under its master key alone', async () => {
    const { jwe } = await codes.make('ada@acme.test');
    await expect(codes.open('eve@acme.test', jwe)).rejects.toThrow('another address');
    await expect(emailCodes(new Uint8Array(32)).open('ada@acme.test', jwe)).rejects.toThrow(
      'another ROWSEAL_MASTER_KEY',
    );
  });
});

describe('an address', () => {
  test('that nobody has is answered alike, and gets no mail', async () => {
    const asked = await ask('nobody@acme.test');
    expect(asked.code).toBeUndefined();
    const guess = { secret: asked.secret, code: '7KQ4-M2XB' };
    expect((await signIn(guess)).body.code).toBe('invalid_credentials');
    const known = await ask('owner@acme.test');
    expect((await signIn({ ...known, code: other(known.code) })).body.code).toBe('invalid_credentials');
  });

  test('that looks like another is another', async () => {
    const owner = await person('cafe');
    for (const address of [owner.email.replace('e', 'é'), owner.email.replace('cafe', 'caf\u0435')])
      expect((await post('/v1/auth/email-codes', { email: address })).body.code).toBe('invalid_input');
    expect((await ask(owner.email.toUpperCase().replace('@NEW.TEST', '@new.test').toLowerCase())).code).toBeDefined();
  });

  test('that was registered and never proved is proved by the first code, and what was set up before it ends', async () => {
    const squatter = await person('squatted', false);
    const early = (await logIn(squatter.email, { transport: 'body' }, PASSWORD)).body;
    await db.admin`
      insert into rowseal_private.identities (provider, subject, subject_hash, user_id)
      values ('corp', 'squatter', rowseal_private.text_hash('squatter'), ${squatter.id})`;
    const answer = await signIn(await ask(squatter.email));
    expect(answer.status).toBe(200);
    expect((await me(answer.body.access_token)).body.user).toMatchObject({
      email: squatter.email,
      email_verified: true,
    });
    for (const token of [squatter.bearer, early.access_token])
      expect((await me(token)).body.code, 'a session of before').toBe('session_ended');
    expect((await post('/v1/auth/refresh', { refresh_token: early.refresh_token })).body.code).toBe('session_ended');
    expect((await logIn(squatter.email, {}, PASSWORD)).body.code, 'the password of before').toBe('invalid_credentials');
    const left = await db.admin`select provider from rowseal_private.identities where user_id = ${squatter.id}`;
    expect(left.map(({ provider }) => provider)).toEqual(['password']);
    // The control: where the address was proved before, all of it stays.
    const proved = await person('proved');
    expect((await signIn(await ask(proved.email))).status).toBe(200);
    expect((await logIn(proved.email, {}, PASSWORD)).status).toBe(200);
    expect((await me(proved.bearer)).status).toBe(200);
  });

  test('that somebody may take back signs nobody else in', async () => {
    const owner = await person('moved');
    await db.admin`
      insert into rowseal_private.former_addresses (user_id, email, changed_at, expires_at)
      values (${owner.id}, 'taken@new.test', now(), now() + interval '7 days')`;
    await db.admin`
      with holder as (insert into rowseal.users (email) values ('taken@new.test') returning id)
      insert into rowseal_private.identities (provider, subject, subject_hash, user_id)
      select 'password', 'taken@new.test', rowseal_private.text_hash('taken@new.test'), id from holder`;
    expect((await ask('taken@new.test')).code).toBeUndefined();
    await db.admin`update rowseal_private.former_addresses set expires_at = now() where email = 'taken@new.test'`;
    expect((await ask('taken@new.test')).code).toBeDefined();
  });
});

describe('asking', () => {
  test('is limited by network, whoever is asked for', async () => {
    const answers: number[] = [];
    for (let nth = 0; nth < 22; nth++)
      answers.push((await post('/v1/auth/email-codes', { email: `${nth}@acme.test` })).status);
    expect(answers.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(answers.slice(0, 20)).toEqual(Array(20).fill(202));
  });

  test('by a stranger replaces no code that is on its way', async () => {
    const secretOf = async () =>
      (await post('/v1/auth/email-codes', { email: 'owner@acme.test', transport: 'body' })).body.browser_secret;
    const [mine, theirs] = [await secretOf(), await secretOf()];
    const mails = (await composedMails(db.admin)).filter(({ kind }) => kind === 'email_code');
    expect(mails).toHaveLength(2);
    // The control: one of the two serves this browser, and the other does not.
    const opened = await Promise.all(
      mails.map((mail) => codes.open('owner@acme.test', String(mail.variables['code_jwe']))),
    );
    const answers = await Promise.all(opened.map((code) => signIn({ secret: mine, code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(theirs).not.toBe(mine);
  });

  test('is limited by address, of which nobody is told', async () => {
    const mails: (string | undefined)[] = [];
    for (let nth = 0; nth < 8; nth++) mails.push((await ask('owner@acme.test')).code);
    expect(mails.map((code) => code !== undefined)).toEqual([true, true, true, true, true, true, false, false]);
  });

  test('takes what input says for nothing else: no field chooses how a code is delivered', async () => {
    for (const more of [{ delivery: 'return' }, { return_code: true }, { code: 'AAAAAAAA' }])
      expect((await post('/v1/auth/email-codes', { email: 'owner@acme.test', ...more })).body.code).toBe(
        'invalid_input',
      );
  });

  test('is refused where this installation allows no codes, and so are codes of before', async () => {
    const asked = await ask('owner@acme.test');
    await db.admin`update rowseal_private.settings set email_codes = false`;
    expect(await post('/v1/auth/email-codes', { email: 'owner@acme.test' })).toMatchObject({
      status: 403,
      body: { code: 'email_codes_off' },
    });
    expect((await signIn(asked)).body.code).toBe('invalid_proof');
    await db.admin`update rowseal_private.settings set email_codes = true`;
  });

  test('keeps a cookie that no script reads, and signs in by it', async () => {
    const answer = await post(
      '/v1/auth/email-codes',
      { email: 'owner@acme.test' },
      { origin: 'http://localhost:4000' },
    );
    expect(answer.body).toEqual({ status: 'accepted' });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^__Host-Http-rowseal-code=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const code = await mailedTo('owner@acme.test');
    const headers = { cookie: cookie.split(';')[0] ?? '', origin: 'http://localhost:4000' };
    expect((await post('/v1/auth/token', { provider: 'email_code', code }, headers)).status).toBe(200);
  });
});
