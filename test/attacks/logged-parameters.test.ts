import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatToken, type TokenPrefix, uuidBytes } from '#server/credentials/token-format.ts';
import { oauthClient } from '#test/support/api-oauth.ts';
import { connect } from '#test/support/connect.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { needlesOf } from '#test/support/secret-search.ts';
import { startTalkativeInstallation } from './leaks/installation.ts';
import { find } from './leaks/places.ts';
import { openLedger } from './leaks/secrets.ts';

// Hosters log every statement with its parameters, and plans; an installer without a superuser's rights cannot keep the roles' out. Whoever reads such a
// log, and a dump besides, tries all that they find there wherever HTTP takes a credential.
const planted = randomBytes(33).toString('base64');
const installation = await startTalkativeInstallation(Buffer.from(TEST_MASTER_KEY), planted, true);
const { admin, doors, url } = installation;
const secrets = openLedger();
afterAll(() => installation.stop());

const PASSWORD = randomBytes(18).toString('base64url');
const EMAIL = 'ada@logs.test';
type Tokens = Record<'refresh' | 'rotated' | 'personal' | 'code' | 'invitation' | 'proof' | 'browser', string>;
let ours: Tokens;
let client: Awaited<ReturnType<typeof oauthClient>>;

interface Answered {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered.
  body: any;
  cookies: string[];
}
async function ask(path: string, init: RequestInit = {}): Promise<Answered> {
  const answer = await fetch(url + path, { redirect: 'manual', ...init });
  const text = await answer.text();
  const body = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
  return { status: answer.status, body, cookies: answer.headers.getSetCookie() };
}
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const form = (path: string, body: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', headers, body: new URLSearchParams(body) });

/** What a mail carries that the worker has not sent. */
async function mailed(kind: string): Promise<string> {
  const rows = await admin<{ token: string }[]>`
    select mail.variables ->> 'token' as token
      from graphile_worker_rowseal._private_jobs as job
     cross join lateral rowseal_private.compose_mail(job.payload::jsonb) as mail
     where mail.kind = ${kind}`;
  return rows[0]?.token ?? '';
}

beforeAll(async () => {
  await post('/v1/auth/register', { email: EMAIL, password: PASSWORD });
  const proof = await mailed('verify_email');
  await post('/v1/auth/email/verify', { token: proof });
  const login = { provider: 'password', email: EMAIL, password: PASSWORD, transport: 'body' };
  const { body: first } = await post('/v1/auth/token', login);
  await admin`
    with made as (insert into rowseal.workspaces (slug, name) values ('acme', 'Acme'), ('globex', 'Globex') returning id)
    insert into rowseal.memberships (workspace_id, user_id, role)
    select made.id, users.id, 'owner' from made, rowseal.users where users.email = ${EMAIL}`;
  const at = (slug: string) => ({ authorization: `Bearer ${first.access_token}`, 'x-rowseal-workspace': slug });
  const { body: rotated } = await post('/v1/auth/refresh', { refresh_token: first.refresh_token });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const { body: personal } = await post('/v1/tokens', { name: 'script', expires_at: tomorrow }, at('acme'));
  await ask('/v1/me', { headers: { authorization: `Bearer ${personal.token}` } });
  await post('/v1/invitations', { email: 'gus@logs.test', role: 'viewer' }, at('acme'));
  const invitation = await mailed('invitation');
  await post('/v1/invitations/accept', { token: invitation }, at('globex'));
  client = await oauthClient(admin);
  const redemption = await client.redemption(rotated.refresh_token);
  const granted = await form('/v1/oauth/token', redemption, { authorization: client.authorization });
  const begun = await ask(`/v1/oauth/authorize?${new URLSearchParams(client.request)}`);
  const browser = /__Host-Http-rowseal-begun-[0-9a-f]+=([A-Za-z0-9_-]{43})/.exec(begun.cookies.join('\n'))?.[1] ?? '';
  await post('/v1/auth/password/forgot', { email: EMAIL });
  ours = {
    refresh: first.refresh_token,
    rotated: rotated.refresh_token,
    personal: personal.token,
    code: redemption['code'] ?? '',
    invitation,
    proof,
    browser,
  };
  secrets.note(JSON.stringify([ours, granted.body]));
  secrets.add(
    'secret of a client',
    Buffer.from(client.authorization.slice(6), 'base64').toString().split(':')[1] ?? '',
  );
  secrets.add('verifier of a client', redemption['code_verifier'] ?? '');
  secrets.add('secret of a browser', Buffer.from(browser, 'base64url'));
  expect(granted.body.refresh_token).toMatch(/^rsr_/);
});

/** Every value in a text that may be a secret's: bytes in hexadecimal, 32 or 33 of them. */
function valuesIn(text: string): Buffer[] {
  const found = new Set(
    [...text.matchAll(/\\+x([0-9a-f]{64}(?:[0-9a-f]{2})?)(?![0-9a-f])/g)].map(([, hex]) => hex ?? ''),
  );
  return [...found].map((hex) => Buffer.from(hex, 'hex'));
}

/** Every token that the log gives away or that can be put together of its values, by the ids of a genuine one. */
function tokensOf(text: string): string[] {
  const whole = [...text.matchAll(/rs[rpciv]_[A-Za-z0-9_-]{92,120}/g)].map(([token]) => token);
  const made = valuesIn(text).flatMap((value) =>
    Object.values(ours)
      .filter((token) => /^rs[rpciv]_/.test(token))
      .map((token) => withSecret(token, value)),
  );
  return [...new Set([...whole, ...made])];
}

function withSecret(token: string, value: Buffer): string {
  const prefix = token.slice(0, 4) as TokenPrefix;
  const payload = Buffer.from(token.slice(4), 'base64url').subarray(0, -4);
  const [from, length] = prefix === 'rsr_' ? [36, 32] : [32, 33];
  const secret = Buffer.concat([value, Buffer.alloc(length)]).subarray(0, length);
  return formatToken(prefix, Buffer.concat([payload.subarray(0, from), secret, payload.subarray(from + length)]));
}

/** Whether HTTP takes a credential anywhere. */
async function isTaken(token: string): Promise<boolean> {
  const answers = await Promise.all([
    ask('/v1/me', { headers: { authorization: `Bearer ${token}` } }),
    post('/v1/auth/refresh', { refresh_token: token }),
    ask('/v1/auth/refresh', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: `__Host-Http-rowseal-refresh=${token}`,
        origin: 'http://localhost:4000',
        'sec-fetch-site': 'same-origin',
      },
      body: '{}',
    }),
    post('/v1/auth/email/verify', { token }),
    form(
      '/v1/oauth/token',
      { grant_type: 'authorization_code', code: token, code_verifier: 'x'.repeat(43) },
      { authorization: client.authorization },
    ),
    form('/v1/oauth/introspect', { token }, { authorization: client.authorization }),
  ]);
  return answers.some(({ status, body }) => status < 300 && body.active !== false);
}

describe('a log with every statement and parameter, of people who used credentials of every kind', () => {
  test('holds the parameters: the control', async () => {
    const log = await installation.databaseLog();
    expect(log).toMatch(/enter_batch_with_digest[\s\S]*[Pp]arameters: [\s\S]*\$5 = '/);
    expect(log).toMatch(/refresh_session[\s\S]*[Pp]arameters: [\s\S]*\$1 = '\(/);
    expect(valuesIn(log).length).toBeGreaterThan(10);
  });

  test('holds no part of a secret, in any notation', async () => {
    const log = Buffer.from(await installation.databaseLog());
    expect(find([['log', log]], secrets.needles('logs'))).toEqual([]);
  });

  test('holds nothing that HTTP takes, nor does a dump beside it', async () => {
    await admin`delete from rowseal_private.throttles`;
    const rows = await admin<{ row: string }[]>`
      select each::text as row from rowseal_private.sessions as each union all
      select each::text from rowseal_private.personal_access_tokens as each union all
      select each::text from rowseal_private.oauth_codes as each union all
      select each::text from rowseal_private.email_proofs as each union all
      select each::text from rowseal_private.oauth_clients as each union all
      select each::text from rowseal.invitations as each`;
    const text = (await installation.databaseLog()) + rows.map(({ row }) => row).join('\n');
    const taken: string[] = [];
    for (const token of tokensOf(text)) if (await isTaken(token)) taken.push(token);
    expect(taken).toEqual([]);
    const [id = ''] = Buffer.from(client.authorization.slice(6), 'base64').toString().split(':');
    for (const value of valuesIn(text))
      for (const notation of ['hex', 'base64', 'base64url'] as const) {
        const authorization = `Basic ${Buffer.from(`${id}:${encodeURIComponent(value.toString(notation))}`).toString('base64')}`;
        if ((await form('/v1/oauth/introspect', { token: 'x' }, { authorization })).status < 300)
          taken.push(authorization);
      }
    expect(taken).toEqual([]);
  }, 240_000);

  test('holds the complete token that a client sends by SQL, and HTTP accepts that: the control', async () => {
    const gateway = connect(doors.gatewayUrl);
    await gateway.begin((sql) => sql`select rowseal.enter_with_token(${ours.personal})`);
    await gateway.end();
    const log = await installation.databaseLog();
    expect(find([['log', Buffer.from(log)]], needlesOf('token', Buffer.from(ours.personal)))).not.toEqual([]);
    const found = tokensOf(log).filter((token) => token === ours.personal);
    expect(found).toEqual([ours.personal]);
    expect(await isTaken(ours.personal)).toBe(true);
  });
});

describe('somebody who has a dump', () => {
  test('cannot forge anything from it that ends a session', async () => {
    const login = { provider: 'password', email: EMAIL, password: PASSWORD, transport: 'body' };
    const { body } = await post('/v1/auth/token', login);
    const rows = await admin<{ user_id: string; id: string; generation: number; refresh_hash: Buffer | null }[]>`
      select user_id, id, generation, refresh_hash from rowseal_private.sessions where revoked_at is null`;
    expect(rows.length).toBeGreaterThan(1);
    const keys = await admin<{ key: Buffer }[]>`
      select inner_pad as key from rowseal_private.seal_keys union all select outer_pad from rowseal_private.seal_keys union all
      select address_pepper from rowseal_private.settings`;
    for (const { user_id, id, generation, refresh_hash } of rows) {
      const secretsToTry = [refresh_hash ?? Buffer.alloc(32), ...keys.map(({ key }) => key.subarray(0, 32))];
      for (const [n, secret] of secretsToTry.entries()) {
        const older = Buffer.alloc(4);
        older.writeInt32BE(Math.max(1, generation - (n % 3)));
        const payload = [uuidBytes(user_id), uuidBytes(id), older, secret, secret.subarray(0, 18)];
        const forged = formatToken('rsr_', Buffer.concat(payload));
        await post('/v1/auth/logout', { refresh_token: forged });
        await post('/v1/auth/refresh', { refresh_token: forged });
        await form('/v1/oauth/revoke', { token: forged }, { authorization: client.authorization });
      }
    }
    const [left] = await admin<{ live: number }[]>`
      select count(*)::int as live from rowseal_private.sessions where id in ${admin(rows.map(({ id }) => id))} and revoked_at is null`;
    expect(left?.live).toBe(rows.length);
    expect((await post('/v1/auth/refresh', { refresh_token: body.refresh_token })).status).toBe(200);
  });

  test('can end a session with an old token: the control', async () => {
    const login = { provider: 'password', email: EMAIL, password: PASSWORD, transport: 'body' };
    const { body: first } = await post('/v1/auth/token', login);
    const { body: second } = await post('/v1/auth/refresh', { refresh_token: first.refresh_token });
    const { body: third } = await post('/v1/auth/refresh', { refresh_token: second.refresh_token });
    expect((await post('/v1/auth/logout', { refresh_token: first.refresh_token })).status).toBe(204);
    expect(await post('/v1/auth/refresh', { refresh_token: third.refresh_token })).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
    });
  });
});
