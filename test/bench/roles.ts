import type postgres from 'postgres';
import { type Backend, openBackend, versus } from './backend.ts';
import type { Installation } from './installation.ts';
import { printTable, spelled, spread, type Verdict } from './table.ts';

/** Of the members of as many workspaces the first half has one role, the other three. */
const MEMBERS = 1000;
const SIZE = { blocks: 16, turns: 100 };

/** Statements that enter, as somebody who has one role or three. */
interface Way {
  /** What is entered with. */
  name: string;
  text: string;
  one: unknown[][];
  three: unknown[][];
}

/** What the permission rule was when a member had one role; entering by it is a copy of what enters now. */
const FORMER = `
  create function rowseal_private.former_scope(user_id uuid, workspace_id uuid, credential_scope text)
    returns table (role text, scope text) language sql stable parallel restricted
  begin atomic
    select membership.role,
           pg_catalog.array_to_string(
             case when former_scope.credential_scope is null then role.scopes
               else rowseal_private.array_intersection(
                 role.scopes, pg_catalog.string_to_array(former_scope.credential_scope, ' ')) end, ' ')
      from rowseal.memberships as membership
      join rowseal.roles as role
        on role.workspace_id = membership.role_workspace_id and role.name = membership.role
     where membership.workspace_id = former_scope.workspace_id and membership.user_id = former_scope.user_id;
  end;
  do $do$
  declare
    v_name text;
    v_entering regprocedure;
  begin
    foreach v_name in array array['enter', 'enter_with_digest'] loop
      select proc.oid into strict v_entering
        from pg_proc as proc
       where proc.pronamespace = 'rowseal'::regnamespace and proc.proname = v_name
       order by proc.pronargs desc limit 1;
      execute replace(replace(replace(pg_get_functiondef(v_entering),
        'rowseal_private.effective_scope(', 'rowseal_private.former_scope('),
        'FUNCTION rowseal.' || v_name || '(', 'FUNCTION rowseal.former_' || v_name || '('),
        v_name || '.', 'former_' || v_name || '.');
    end loop;
  end
  $do$;
  grant execute on all functions in schema rowseal to rowseal_gateway`;

async function seed(admin: postgres.Sql): Promise<void> {
  await admin.unsafe(`begin; set local role rowseal_owner; ${FORMER}; commit`);
  await admin.unsafe(`
    update rowseal.memberships as membership
       set further_roles = array_remove('{member,viewer,admin}', membership.role)
      from rowseal.workspaces as workspace
     where workspace.id = membership.workspace_id
       and workspace.slug = any (array(select 'w' || n from generate_series(${MEMBERS / 2 + 1}, ${MEMBERS}) as n));
    update rowseal.memberships set further_roles = further_roles[:2] where further_roles is not null`);
  await admin.unsafe('vacuum analyze rowseal.memberships');
}

/** The arguments of rowseal.enter_with_digest for a token of each member. */
async function tokensOf(admin: postgres.Sql): Promise<unknown[][]> {
  const tokens = await admin<{ user_id: string; id: string; digest: Buffer }[]>`
    with made as materialized (
      select membership.user_id, membership.workspace_id, rowseal.uuidv7() as id, rowseal_private.random_bytes(33 + 0 * n) as secret, n
        from generate_series(1, ${MEMBERS}::int) as n
        join rowseal.workspaces as workspace on workspace.slug = 'w' || n
        join rowseal.memberships as membership on membership.workspace_id = workspace.id
    ), kept as (
      insert into rowseal_private.personal_access_tokens
             (user_id, id, workspace_id, name, scope, secret_hash, last_four, expires_at)
      select user_id, id, workspace_id, 'roles', 'notes:read', sha256(sha256(secret)), 'abcd', now() + interval '30 days' from made
    )
    select user_id, id, sha256(secret) as digest from made order by n`;
  return tokens.map(({ user_id, id, digest }) => [user_id, id, `\\x${digest.toString('hex')}`]);
}

const halves = (all: unknown[][]) => ({ one: all.slice(0, MEMBERS / 2), three: all.slice(MEMBERS / 2) });

async function waysOf(installation: Installation): Promise<Way[]> {
  const sessions = (await installation.openSessions(MEMBERS)).map(
    ({ sub, sid, workspace, scope, exp, seal_key, seal }) => {
      return [sub, sid, workspace ?? null, scope ?? null, exp, seal_key, seal, null];
    },
  );
  return [
    {
      name: 'access token',
      text: 'select rowseal.enter($1, $2, $3, $4, $5, $6, $7, $8, null, null)',
      ...halves(sessions),
    },
    {
      name: 'personal access token',
      text: `select rowseal.enter_with_digest($1, $2, $3, '192.0.2.1', null, null)`,
      ...halves(await tokensOf(installation.admin)),
    },
  ];
}

/** Enters as each in turn, by what enters now or by its copy. */
function entering(backend: Backend, { name, text }: Way, all: readonly unknown[][], isFormer: boolean) {
  let turn = 0;
  const statement = isFormer ? text.replace('rowseal.', 'rowseal.former_') : text;
  return () => backend.run(`${name} ${isFormer}`, statement, all[turn++ % all.length] ?? []);
}

/**
 * What it costs to enter when members have several roles: beside the rule that knew of one, and of three beside one.
 *
 * @param installation - what to measure on.
 * @param options - rounds: how often.
 */
export async function roles(installation: Installation, { rounds }: { rounds: number }): Promise<Verdict[]> {
  await seed(installation.admin);
  const ways = await waysOf(installation);
  const backend = await openBackend(installation.settings.gatewayUrl);
  const found = new Map<string, [number, number][]>();
  try {
    for (let round = -1; round < rounds; round++) {
      for (const way of ways) {
        const now = entering(backend, way, way.one, false);
        const former = entering(backend, way, way.one, true);
        const three = entering(backend, way, way.three, false);
        const measured = {
          [`${way.name}, one role / the rule that knew of one`]: await versus(backend, now, former, SIZE),
          [`${way.name}, three roles / one`]: await versus(backend, three, now, SIZE),
        };
        if (round < 0) continue; // unmeasured: fills caches
        for (const [what, both] of Object.entries(measured)) found.set(what, [...(found.get(what) ?? []), both]);
      }
    }
  } finally {
    await backend.client.end();
  }
  printTable(
    `roles: entering; backend CPU us, ${rounds} rounds, min / median / max`,
    ['what', 'this', 'beside', 'ratio'],
    [...found].map(([what, both]) => [
      what,
      spelled(
        both.map(([one]) => one),
        1,
      ),
      spelled(
        both.map(([, other]) => other),
        1,
      ),
      spelled(
        both.map(([one, other]) => one / other),
        3,
      ),
    ]),
  );
  return [...found].map(([what, both]) => ({
    requirement: `${what}, ratio`,
    measured: spread(both.map(([one, other]) => one / other)).median,
    atMost: what.includes('three') ? 1.5 : 1.05,
  }));
}
