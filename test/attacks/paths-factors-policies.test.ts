import type postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { entryOf, type SealedClaims } from '#server/database/sealed-claims.ts';
import { connect } from '#test/support/connect.ts';
import { provedSession } from '#test/support/proved-sessions.ts';
import { type Owner, signInPaths } from '#test/support/sign-in-paths.ts';
import { changedTables, storedRows } from '#test/support/stored-rows.ts';

// One table: by which path somebody comes, which factor they have, and which policy the workspace or the installation has. A rule of three
// lines says what each comes to; two databases that are less careful differ from it, which is the control.
const world = await signInPaths();
const { db, browser, post, logIn, client, freshCode, mailed, mailedCode, paths } = world;
const gateway = connect(db.gatewayUrl);
afterAll(() => gateway.end());
const strong = await world.withPasskey('strong', true);

/** Accounts, and the highest level that each can prove. */
const ACCOUNTS: Record<string, { owner: Owner; level: 1 | 2 | 3 }> = {
  'no second factor': { owner: world.plain, level: 1 },
  'an authenticator app': { owner: world.guarded, level: 2 },
  'a passkey that verifies nobody': { owner: world.keyed, level: 3 },
  'a passkey that verifies its user': { owner: strong, level: 3 },
};
const accountsWith = (least: number) => Object.entries(ACCOUNTS).filter(([, { level }]) => level >= least);

/** What the workspace asks of members, and what the installation asks of everybody. */
const POLICIES: [workspace: number | null, installation: number | null][] = [
  [null, null],
  [2, null],
  [3, null],
  [null, 2],
  [null, 3],
  [3, 2],
  [2, 3],
];
/** Names of policies, for what is expected of each. */
const nameOf = ([workspace, installation]: (typeof POLICIES)[number]) =>
  `${workspace ?? 'nothing'} and ${installation ?? 'nothing'}`;

await db.admin`insert into rowseal.workspaces (slug, name) values ('policed', 'Policed')`;
await db.admin`
  insert into rowseal.memberships (workspace_id, user_id, role)
  select workspace.id, account.id, 'owner' from rowseal.workspaces as workspace, rowseal.users as account
   where workspace.slug = 'policed'`;

beforeEach(async () => {
  await db.admin`delete from rowseal_private.sessions`;
  await db.admin`delete from rowseal_private.login_challenges`;
  await ask([null, null]);
});

async function ask([workspace, installation]: (typeof POLICIES)[number]): Promise<void> {
  await db.admin`
    update rowseal.workspaces set required_assurance = ${workspace}, assurance_grace = '0' where slug = 'policed'`;
  await db.admin`update rowseal_private.settings set required_assurance = ${installation}, assurance_grace = '0'`;
}

/** What entering the workspace comes to, whatever enters. */
async function entering(enter: (sql: postgres.ISql) => Promise<unknown>): Promise<string> {
  const undo = new Error('undo');
  return gateway
    .begin(async (sql) => {
      await enter(sql);
      throw undo;
    })
    .catch((error: unknown) => (error === undo ? 'enters' : (error as postgres.PostgresError).code));
}

/** What a credential comes to under each of the policies. */
async function underEach(enter: (sql: postgres.ISql) => Promise<unknown>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const policy of POLICIES) {
    await ask(policy);
    found[nameOf(policy)] = await entering(enter);
  }
  await ask([null, null]);
  return found;
}

/** Entries by the sessions and grants that somebody has. */
async function entriesOf({ id }: Owner) {
  const rows = await db.admin<(SealedClaims & { is_grant: boolean })[]>`
    select claims.*, session.client_id is not null as is_grant
      from rowseal_private.sessions as session, rowseal_private.access_claims(session) as claims
     where session.user_id = ${id} and session.revoked_at is null`;
  return rows.map((row) => {
    const { sub, sid, scope, exp, seal_key, seal } = entryOf(row);
    const enter = (sql: postgres.ISql) => sql`
      select rowseal.enter(
        ${sub}, ${sid}, ${row.workspace}, ${scope ?? null}, ${exp}, ${seal_key}, ${Buffer.from(seal, 'hex')}, 'policed', null, null)`;
    return { isGrant: row.is_grant, enter };
  });
}

/** THE rule: `level` is what a session has shown; null: it is a credential that acts for somebody who is away. */
function expected(level: number | null, ofAccount: number): Record<string, string> {
  const outcome = (asked: number) => {
    if (asked <= (level ?? ofAccount)) return 'enters';
    return level !== null && asked <= ofAccount ? 'RS052' : 'RS053';
  };
  return Object.fromEntries(
    POLICIES.map((policy) => [nameOf(policy), outcome(Math.max(policy[0] ?? 1, policy[1] ?? 1))]),
  );
}

const challengesOf = async ({ id }: Owner) =>
  (await db.admin`select from rowseal_private.login_challenges where user_id = ${id}`).length;

/** What somebody has that opens anything, or makes something known. */
const heldBy = async ({ id }: Owner) =>
  (
    await db.admin<{ kind: string }[]>`
      select 'session' as kind from rowseal_private.sessions where user_id = ${id} union all
      select 'token' from rowseal_private.personal_access_tokens where user_id = ${id} union all
      select 'code' from rowseal_private.oauth_codes where user_id = ${id} union all
      select 'consent' from rowseal_private.oauth_consents where user_id = ${id} union all
      select 'device' from rowseal_private.devices where user_id = ${id} union all
      select 'export' from rowseal_private.data_exports where user_id = ${id}`
  ).map(({ kind }) => kind);

/** Tables of which a path writes rows that are no login: of what it begins with, and of the one who invites. */
const OF_PATHS: Record<string, string[]> = {
  'a reset of the password on the page': ['passwords', 'users', 'devices'],
  'a reset of the password, and the new one': ['passwords', 'users', 'devices'],
  'a reset by mail and a mailed code, which are one channel': ['passwords', 'users', 'devices', 'email_codes'],
  'a password on the page of an application': ['oauth_requests'],
  'a mailed code': ['email_codes'],
  'a mailed code on the page': ['email_codes'],
  'a mailed code beside the password': ['email_codes'],
  'an invitation': [
    'invitations',
    'memberships',
    'former_states',
    'member_names',
    'sessions',
    'session_proofs',
    'devices',
  ],
};

// What a device that is known spares somebody is in skipped-factors.test.ts: it takes a whole login first.
const withoutDevices = Object.entries(paths).filter(([name]) => name !== 'a device that is known');

describe.each(withoutDevices)('by %s', (path, act) => {
  test('who has no second factor gets sessions of one factor, which enter where no policy asks for more', async () => {
    await act(world.plain);
    const entries = await entriesOf(world.plain);
    expect(entries.length).toBeGreaterThan(0);
    for (const { enter, isGrant } of entries) expect(await underEach(enter)).toEqual(expected(isGrant ? null : 1, 1));
  });

  // The control is who has none, above: the same path gets them a session.
  test.each(accountsWith(2))('who has %s gets a challenge, and nothing else is stored', async (_, { owner }) => {
    await db.admin`delete from rowseal_private.devices where user_id = ${owner.id}`;
    const before = await storedRows(db.admin);
    await act(owner);
    // A reset by mail makes its device known, so that strangers do not hold up its owner: it signs nobody in.
    const known = path.startsWith('a reset') ? ['device'] : [];
    expect([await heldBy(owner), (await challengesOf(owner)) > 0]).toEqual([known, true]);
    const of = ['audit_events', 'login_challenges', 'throttles', ...(OF_PATHS[path] ?? [])];
    expect(changedTables(before, await storedRows(db.admin)).filter((table) => !of.includes(table))).toEqual([]);
  });
});

/** A login by password that waits, and what continues it. */
const waiting = async ({ email }: Owner): Promise<string> => (await logIn(email)).body.challenge;
const finish = (challenge: string, provider: string, more: object) =>
  post('/v1/auth/token', { provider, challenge, transport: 'body', ...more });
const signs = async ({ key }: typeof strong, asked: object) => {
  const { options, browser_secret } = (await post('/v1/auth/passkeys/options', { transport: 'body', ...asked })).body;
  return { answer: key.get(options), browser_secret };
};
const withPasskey = async (owner: typeof strong, challenge: string) =>
  finish(challenge, 'passkey', await signs(owner, { purpose: 'second_factor', challenge }));
/** A login by a mailed code that waits. */
async function waitingByMail(owner: Owner): Promise<string> {
  const asked = await post('/v1/auth/email-codes', { email: owner.email, transport: 'body' });
  const code = await mailedCode(owner);
  const given = { provider: 'email_code', browser_secret: asked.body.browser_secret, code };
  return (await post('/v1/auth/token', given)).body.challenge;
}
/** A login through the provider that waits: the browser holds its token. */
async function waitingByProvider({ subject, email }: Owner): Promise<string> {
  const here = browser();
  await here.signIn('corp', { sub: subject, email, email_verified: true });
  return [...here.cookies].find(([name]) => name.endsWith('rowseal-login'))?.[1].value ?? '';
}

/** Logins that are finished, whose they are, and the level that they have then. */
const FINISHED: [name: string, account: string, finish: () => Promise<unknown>, level: 1 | 2 | 3][] = [
  [
    'a password and a code of the app',
    'an authenticator app',
    async () => finish(await waiting(world.guarded), 'totp', { code: await freshCode() }),
    2,
  ],
  [
    'a password and a recovery code',
    'an authenticator app',
    async () => finish(await waiting(world.guarded), 'recovery_code', { code: world.recoveryCodes.pop() }),
    2,
  ],
  [
    'a mailed code and a code of the app',
    'an authenticator app',
    async () => finish(await waitingByMail(world.guarded), 'totp', { code: await freshCode() }),
    2,
  ],
  [
    'a provider and a code of the app',
    'an authenticator app',
    async () => finish(await waitingByProvider(world.guarded), 'totp', { code: await freshCode() }),
    2,
  ],
  [
    'a password and a passkey that verifies nobody',
    'a passkey that verifies nobody',
    async () => withPasskey(world.keyed, await waiting(world.keyed)),
    3,
  ],
  [
    'a provider and a passkey that verifies nobody',
    'a passkey that verifies nobody',
    async () => withPasskey(world.keyed, await waitingByProvider(world.keyed)),
    2,
  ],
  [
    'a mailed code and a passkey that verifies nobody',
    'a passkey that verifies nobody',
    async () => withPasskey(world.keyed, await waitingByMail(world.keyed)),
    2,
  ],
  [
    'a passkey that verifies its user, alone',
    'a passkey that verifies its user',
    async () =>
      post('/v1/auth/token', {
        provider: 'passkey',
        transport: 'body',
        ...(await signs(strong, { purpose: 'sign_in' })),
      }),
    3,
  ],
  [
    // A second factor is not asked to verify its user, and counts as it was asked.
    'a provider and a passkey that verifies its user',
    'a passkey that verifies its user',
    async () => withPasskey(strong, await waitingByProvider(strong)),
    2,
  ],
];

test.each(FINISHED)('finished by %s it enters where its level is enough', async (_, account, act, level) => {
  // The controls are below: databases that are less careful, from which the table differs.
  const { owner, level: ofAccount } = ACCOUNTS[account] ?? { owner: world.plain, level: 1 };
  await act();
  const [entry, ...others] = await entriesOf(owner);
  expect([entry === undefined, others.length]).toEqual([false, 0]);
  if (entry) expect(await underEach(entry.enter)).toEqual(expected(level, ofAccount));
});

describe.each(Object.entries(ACCOUNTS))('of somebody who has %s', (_, { owner, level }) => {
  /** What a session of theirs has proved that has proved all that they can. */
  const all: Record<number, Record<string, number>> = {
    1: { password: 0 },
    2: { password: 0, totp: 0 },
    3: { verified_passkey: 0 },
  };

  test('a session of a password from before enters where that is enough, and a refresh raises it nowhere', async () => {
    const { refreshToken } = await provedSession(db.admin, owner.id, { password: 0 });
    expect((await post('/v1/auth/refresh', { refresh_token: refreshToken })).status).toBe(200);
    const [entry] = await entriesOf(owner);
    if (entry) expect(await underEach(entry.enter)).toEqual(expected(1, level));
    expect(entry).toBeDefined();
  });

  test('a personal access token enters where the account has the factor', async () => {
    const { refreshToken } = await provedSession(db.admin, owner.id, all[level] ?? {});
    const { access_token } = (await post('/v1/auth/refresh', { refresh_token: refreshToken })).body;
    const wanted = { name: 'script', expires_at: new Date(Date.now() + 86_400_000).toISOString() };
    const headers = { authorization: `Bearer ${access_token}`, 'x-rowseal-workspace': 'policed' };
    const { token } = (await post('/v1/tokens', wanted, headers)).body;
    const enter = (sql: postgres.ISql) => sql`select rowseal.enter_with_token(${token}, '192.0.2.1', null, null)`;
    expect(await underEach(enter)).toEqual(expected(null, level));
  });

  test('a grant that they consented to enters where the account has the factor, whatever was shown', async () => {
    const { refreshToken } = await provedSession(db.admin, owner.id, { password: 0 });
    const [workspace] = await db.admin<{ id: string }[]>`
      select id from rowseal.workspaces where slug = 'policed'`;
    const asked = { scope: 'openid members:read' };
    await world.redeem(await world.codeFor(refreshToken, asked, { workspace: workspace?.id ?? '' }));
    const grant = (await entriesOf(owner)).find(({ isGrant }) => isGrant);
    expect(grant).toBeDefined();
    if (grant) expect(await underEach(grant.enter)).toEqual(expected(null, level));
  });

  test('a link that removes lost factors gives no session, and removes none at once', async () => {
    await post('/v1/auth/recovery/request', { email: owner.email });
    const token = await mailed(owner, 'recover_factors');
    const { status } = await post('/v1/auth/recovery', { token });
    // Who has no factor is mailed none.
    expect(status).toBe(level > 1 ? 200 : 400);
    expect([await heldBy(owner).then((held) => held.includes('session')), await challengesOf(owner)]).toEqual([
      false,
      0,
    ]);
    const [{ now } = { now: 0 }] = await db.admin<{ now: number }[]>`
      select rowseal_private.account_level(${owner.id}) as now`;
    expect(now).toBe(level);
  });
});

test('a device that has no browser gets no session: there is no such grant', async () => {
  const answer = await browser().submit('/v1/oauth/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: 'x',
    client_id: client.id,
  });
  expect(JSON.parse(answer.payload)).toMatchObject({ error: 'unsupported_grant_type' });
});

describe('the control: the table differs from a database', () => {
  /** Does something while a function is another. */
  async function instead<T>(signature: string, body: string, work: () => Promise<T>): Promise<T> {
    const [kept] = await db.admin<{ text: string }[]>`select pg_get_functiondef(${signature}::regprocedure) as text`;
    const text = kept?.text ?? '';
    await db.admin.unsafe(`${text.slice(0, text.indexOf('AS $function$'))} as $function$${body}$function$`);
    return work().finally(() => db.admin.unsafe(text));
  }

  test('that takes nobody for somebody who has two factors', async () => {
    await db.admin`update rowseal_private.totp_factors set confirmed_at = null where user_id = ${world.guarded.id}`;
    await paths['a password']?.(world.guarded);
    await db.admin`update rowseal_private.totp_factors set confirmed_at = now() where user_id = ${world.guarded.id}`;
    expect(await heldBy(world.guarded)).toContain('session');
  });

  test('that asks for no policy when somebody enters', async () => {
    await paths['a password']?.(world.plain);
    const [entry] = await entriesOf(world.plain);
    const found = await instead(
      'rowseal_private.unmet_policy(uuid,uuid,uuid,integer)',
      'begin return null; end',
      async () => entry && underEach(entry.enter),
    );
    expect(found).toEqual(expected(3, 3));
    expect(found).not.toEqual(expected(1, 1));
  });
});
