import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { refreshTokens } from '#server/credentials/refresh-tokens.ts';
import { openIssuer } from '#server/database/issuer.ts';
import type { SealedClaims } from '#server/database/sealed-claims.ts';
import { entryOf } from '#server/database/sealed-claims.ts';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

// Every kind of credential makes every kind, again and again, and what comes of it is compared with what made it.
const SCOPES = [
  'members:read',
  'members:write',
  'notes:read',
  'notes:write',
  'owners:write',
  'tokens:read',
  'tokens:write',
];
const WORKSPACES = ['acme', 'globex'] as const;
const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const BROWSER = randomBytes(32);

const db = await freshDatabase();
const issuer = openIssuer(db.issuerUrl, TEST_MASTER_KEY);
const gateway = connect(db.gatewayUrl);
afterAll(() => Promise.all([issuer.close(), gateway.end()]));
await db.admin`insert into rowseal.workspaces (slug, name) values ('acme', 'Acme'), ('globex', 'Globex')`;
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000 where kind ~ '^(invitation|workspace)_'`;
const [client] = await db.admin<{ client_id: string }[]>`
  select client_id from rowseal_private.add_client('Web', '{https://client.test/cb}', 'client_secret_basic')`;
const clientId = client?.client_id ?? '';
const workspaceIds = Object.fromEntries(
  (await db.admin`select slug, id from rowseal.workspaces`).map(({ slug, id }) => [slug, id]),
);

type Kind = 'session' | 'grant' | 'token' | 'invitation';

/** Something that was made, and by what. */
interface Made {
  kind: Kind;
  id: string;
  userId: string;
  maker: Made | undefined;
  /** Whether its end ends what it makes. */
  limited: boolean;
  claims?: SealedClaims;
  refreshToken?: string | undefined;
  token?: string;
}

interface Action {
  kind: Kind;
  /** Which of what there is makes it. */
  by: number;
  workspace: (typeof WORKSPACES)[number];
  scope: string[] | undefined;
  role: (typeof ROLES)[number];
  hours: number;
}

interface Case {
  roles: (typeof ROLES)[number][];
  scope: string[] | undefined;
  bound: (typeof WORKSPACES)[number] | undefined;
  actions: Action[];
}

const scopes = fc.option(fc.subarray(SCOPES, { minLength: 1 }), { nil: undefined });
// A session that may make something, rather than one that is refused all.
const wide = fc.option(
  fc
    .subarray(SCOPES)
    .map((more) => [...new Set([...more, 'notes:read', 'members:write', 'tokens:read', 'tokens:write'])]),
  { nil: undefined },
);
const cases: fc.Arbitrary<Case> = fc.record({
  roles: fc.array(fc.constantFrom(...ROLES), { minLength: 2, maxLength: 2 }),
  scope: wide,
  bound: fc.option(fc.constantFrom(...WORKSPACES), { nil: undefined }),
  actions: fc.array(
    fc.record({
      kind: fc.constantFrom<Kind>('grant', 'token', 'invitation'),
      by: fc.nat(5),
      workspace: fc.constantFrom(...WORKSPACES),
      scope: fc.oneof(scopes, wide),
      role: fc.constantFrom(...ROLES),
      hours: fc.constantFrom(1, 24, 24 * 200),
    }),
    { minLength: 3, maxLength: 8 },
  ),
});

const acting = (kind: Kind, by: number): Action => ({
  kind,
  by,
  workspace: 'acme',
  scope: undefined,
  role: 'viewer',
  hours: 24,
});
/** Each kind that can make something makes each kind that it can, whatever else is drawn. */
const EACH: Case = {
  roles: ['owner', 'owner'],
  scope: undefined,
  bound: undefined,
  actions: [
    acting('grant', 0),
    acting('token', 1),
    acting('invitation', 0),
    acting('invitation', 1),
    acting('invitation', 2),
    acting('token', 0),
    acting('token', 2),
    acting('grant', 1),
    acting('grant', 2),
  ],
};

/** What a credential can do in a workspace now; nothing where it is refused. */
async function rightsOf(made: Made, workspace: string): Promise<string[]> {
  try {
    return await gateway.begin(async (sql) => {
      await enter(sql as never, made, workspace);
      return (await sql`select rowseal.effective_scopes() as scopes`)[0]?.['scopes'] ?? [];
    });
  } catch {
    return [];
  }
}

async function enter(sql: typeof gateway, { claims, token }: Made, workspace: string): Promise<void> {
  if (token !== undefined) await sql`select rowseal.enter_with_token(${token}, null, ${workspace})`;
  else if (claims)
    await sql`select rowseal.enter(${claims.sub}, ${claims.sid}, ${claims.workspace}, ${claims.scope}, ${String(claims.exp)},
                                   ${claims.seal_key}, ${claims.seal}, ${workspace})`;
}

/** When something ends, and whether it still stands. */
async function stateOf({ kind, id }: Made): Promise<{ end: Date; alive: boolean }> {
  const [row] = await db.admin<{ end: Date; alive: boolean }[]>`
    select least(expires_at, rotated_at + interval '30 days') as end, revoked_at is null as alive
      from rowseal_private.sessions where id = ${id} and ${kind} in ('session', 'grant')
     union all
    select expires_at, revoked_at is null from rowseal_private.personal_access_tokens where id = ${id} and ${kind} = 'token'
     union all
    select expires_at, revoked_at is null from rowseal.invitations where id = ${id} and ${kind} = 'invitation'`;
  if (!row) throw new Error(`there is no ${kind} ${id}`);
  return row;
}

async function make(maker: Made, action: Action): Promise<Made | undefined> {
  const { userId } = maker;
  const made = { kind: action.kind, userId, maker, limited: true };
  if (action.kind === 'token') {
    // Claims that speak for a token, as nobody would seal them.
    const [sealed] = await db.admin<SealedClaims[]>`
      select * from rowseal_private.seal_claims(${userId}, ${maker.id}, null, null, 9999999999)`;
    const claims = maker.claims ?? sealed;
    if (!claims) return undefined;
    const expiresAt = new Date(Date.now() + action.hours * 3_600_000).toISOString();
    const wanted = { name: 'x', expiresAt, scope: action.scope?.join(' '), networks: undefined };
    const { id, token } = await issuer.createToken(entryOf(claims, action.workspace), wanted);
    return { ...made, id, token };
  }
  if (action.kind === 'invitation') {
    const email = `${randomBytes(6).toString('hex')}@new.test`;
    const id = await gateway.begin(async (sql) => {
      await enter(sql as never, maker, action.workspace);
      return (await sql`select id from rowseal.invite_member(${email}, ${action.role})`)[0]?.['id'];
    });
    return { ...made, id };
  }
  const scope = [...(action.scope ?? SCOPES), 'openid', 'offline_access'].join(' ');
  const parameters = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: 'https://client.test/cb',
    scope,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  const begun = await issuer.oauth.beginAuthorization({
    parameters,
    issuer: 'https://auth.test',
    browserSecret: BROWSER,
    ip: '192.0.2.1',
  });
  if (begun.status !== 'ok') throw new Error('the request is no good');
  const answered = await issuer.oauth.answerAuthorization({
    requestId: begun.request_id,
    browserSecret: BROWSER,
    refreshToken: maker.refreshToken ?? maker.token,
    approved: true,
    workspaceId: workspaceIds[action.workspace],
  });
  if (answered.status !== 'ok') return undefined;
  const redeemed = await issuer.oauth.redeemCode({
    code: answered.code,
    clientId,
    redirectUri: undefined,
    verifier: VERIFIER,
    resource: undefined,
    ip: '192.0.2.1',
    userAgent: undefined,
  });
  if (!('claims' in redeemed)) throw new Error('a code is no good');
  const { claims, refreshToken, granted } = redeemed;
  const told = granted.scope.split(' ').filter((word) => word.includes(':'));
  expect(claims.scope?.split(' ').filter(Boolean) ?? []).toEqual(told);
  return { ...made, id: claims.sid, claims, refreshToken };
}

async function signIn({ roles, scope, bound }: Case): Promise<Made> {
  const [person] = await db.admin<{ id: string }[]>`
    insert into rowseal.users (email) values (gen_random_uuid() || '@people.test') returning id`;
  const userId = person?.id ?? '';
  for (const [i, slug] of WORKSPACES.entries())
    await db.admin`
      insert into rowseal.memberships (workspace_id, user_id, role) values (${workspaceIds[slug]}, ${userId}, ${roles[i] ?? ''})`;
  const first = refreshTokens(TEST_MASTER_KEY).first();
  const [claims] = await db.admin<SealedClaims[]>`
    select * from rowseal_private.open_session(
      ${userId}, ${bound ? workspaceIds[bound] : null}, ${scope?.join(' ') ?? null}, null, null, refresh_digest => ${first.digest},
      proofs => jsonb_build_object('password', now()))`;
  if (!claims) throw new Error('no session was opened');
  const limited = scope !== undefined || bound !== undefined;
  return { kind: 'session', id: claims.sid, userId, maker: undefined, limited, claims, refreshToken: first.of(claims) };
}

/** @returns which kinds made which. */
async function play(given: Case): Promise<string[]> {
  const root = await signIn(given);
  const all = [root];
  const seen: string[] = [];
  for (const action of given.actions) {
    const makers = all.filter(({ kind }) => kind !== 'invitation');
    const maker = makers[action.by % makers.length] ?? root;
    const before = Object.fromEntries(
      await Promise.all(WORKSPACES.map(async (slug) => [slug, await rightsOf(maker, slug)] as const)),
    );
    const made = await make(maker, action).catch((error) => {
      // Refusals have a code of ours, or say that a value does not do.
      expect(String(error.code)).toMatch(/^(RS|22|23)/);
      return undefined;
    });
    if (!made) continue;
    seen.push(`${maker.kind} made ${made.kind}`);
    all.push(made);
    if (made.kind === 'invitation') {
      const [role] = await db.admin`
        select scopes from rowseal.roles where name = ${action.role} and workspace_id = '00000000-0000-0000-0000-000000000000'`;
      expect(before[action.workspace]).toEqual(expect.arrayContaining(role?.['scopes']));
    } else {
      for (const slug of WORKSPACES)
        expect(before[slug], `${maker.kind} made ${made.kind}, in ${slug}`).toEqual(
          expect.arrayContaining(await rightsOf(made, slug)),
        );
    }
    if (maker.limited) expect((await stateOf(made)).end <= (await stateOf(maker)).end).toBe(true);
  }
  await issuer.logOut(root.refreshToken ?? '', { ip: '192.0.2.1' });
  const over = new Set([root]);
  for (const made of all.slice(1)) {
    if (made.maker?.limited && over.has(made.maker)) over.add(made);
    expect((await stateOf(made)).alive, `${made.maker?.kind} made ${made.kind}`).toBe(!over.has(made));
  }
  return seen;
}

test('whatever makes whatever, it never has more than its maker, and ends with it if it is limited', async () => {
  // The control is the next test.
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      for (const pair of await play(given)) seen.add(pair);
    }),
    { numRuns: 40, examples: [[EACH], [{ ...EACH, bound: 'acme' }]] },
  );
  expect([...seen].sort()).toEqual([
    'grant made invitation',
    'grant made token',
    'session made grant',
    'session made invitation',
    'session made token',
    'token made invitation',
  ]);
});

test('the control: with a rule that grants what is asked for, it is found out', async () => {
  await db.admin.unsafe(`
    create or replace function rowseal_private.delegate(
      user_id uuid, credential_id uuid, workspace_id uuid, wanted_scope text default null, wanted_networks cidr[] default null,
      wanted_end timestamptz default 'infinity', held text[] default null,
      out parent_id uuid, out origin_id uuid, out effective text[], out scope text, out networks cidr[], out ends_at timestamptz
    ) language sql security definer set search_path = '' as $$
      select null::uuid, delegate.credential_id, array(select name from rowseal.scopes), delegate.wanted_scope, delegate.wanted_networks, delegate.wanted_end
    $$`);
  const outcome = await fc.check(
    fc.asyncProperty(cases, async (given) => {
      await play(given);
    }),
    { numRuns: 40, endOnFailure: true },
  );
  expect(outcome.failed).toBe(true);
});
