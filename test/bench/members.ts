import { setTimeout as sleep } from 'node:timers/promises';
import { fill, scansOf } from '#test/support/fill.ts';
import { openBackend, type Session } from './backend.ts';
import type { Installation } from './installation.ts';
import { printTable, spelled, spread, type Verdict } from './table.ts';

const CALLER = 'caller@bench.test';
const PAGE = 50;
const PAGES_A_ROUND = 40;

/** What GraphQL asks the database for such a page: `{ workspace { members(first: 50) { nodes { roles lastUsedAt } } } }`. */
const STEPS = [
  {
    name: 'the workspace entered',
    text: 'select to_jsonb(called) as result from rowseal.me(page_size => 1) as called',
  },
  {
    name: 'the page of members',
    text: 'select to_jsonb(called) as result from rowseal.list_members(after => $1::uuid, page_size => $2::int4) as called',
  },
  {
    name: 'their last use',
    text: 'select to_jsonb(called) as result from rowseal.members_last_use(user_ids => $1::uuid[]) as called',
  },
] as const;

async function callerOf({ admin }: Installation): Promise<Session> {
  const [row] = await admin<{ workspace: string; claims: (string | null)[] }[]>`
    select workspace.id as workspace,
           to_jsonb(array[opened.sub::text, opened.sid::text, opened.workspace::text, opened.scope, opened.exp::text,
             opened.seal_key, opened.seal::text, null]) as claims
      from rowseal.workspaces as workspace
      join rowseal.users as account on account.email = ${CALLER}
     cross join lateral rowseal_private.open_session(
             account.id, workspace.id, null, null, 'bench', refresh_digest => sha256('x')) as opened
     where workspace.slug = 'acme'`;
  if (!row) throw new Error('nobody looks at the members');
  return { workspace: row.workspace, slug: 'acme', claims: row.claims };
}

/** Ids of members, evenly spread: where pages begin. */
async function beginnings({ admin }: Installation, workspace: string): Promise<(string | null)[]> {
  const rows = await admin<{ user_id: string }[]>`
    select user_id from (
      select user_id, row_number() over (order by user_id) as n, count(*) over () as all
        from rowseal.memberships where workspace_id = ${workspace}) as member
     where n % greatest(member.all / ${PAGES_A_ROUND}, 1) = 0 and n < member.all - ${PAGE}`;
  return [null, ...rows.map(({ user_id }) => user_id)];
}

/**
 * What a page of members with their roles and last use costs the database, of a big workspace of a big installation.
 *
 * @param installation - what to measure on.
 * @param options - users: how many people there are, a tenth of them members of the workspace; rounds: how often.
 */
export async function members(
  installation: Installation,
  { users, rounds }: { users: number; rounds: number },
): Promise<Verdict[]> {
  const { admin, adminUrl, settings } = installation;
  await admin.unsafe(`
    with person as (insert into rowseal.users (email, name) values ('${CALLER}', 'Caller') returning id),
         place as (insert into rowseal.workspaces (slug, name) values ('acme', 'Acme') returning id)
    insert into rowseal.memberships (workspace_id, user_id, role) select place.id, person.id, 'owner' from place, person`);
  await fill({ admin, adminUrl }, users);
  const session = await callerOf(installation);
  const after = await beginnings(installation, session.workspace);
  const [{ amount } = { amount: 0 }] = await admin<{ amount: number }[]>`
    select count(*)::int as amount from rowseal.memberships where workspace_id = ${session.workspace}`;
  // What has been counted by now arrives first.
  await admin`select pg_stat_force_next_flush()`;
  await admin`select pg_stat_reset()`;
  const backend = await openBackend(settings.gatewayUrl);
  const found = new Map<string, { cpu: number[]; elapsed: number[] }>();
  const note = (name: string, cpu: number, elapsed: number) => {
    const known = found.get(name) ?? { cpu: [], elapsed: [] };
    known.cpu.push(cpu);
    known.elapsed.push(elapsed);
    found.set(name, known);
  };
  const inAll = 'all three';
  for (let round = -1; round < rounds; round++) {
    for (const first of after) {
      const ids = await admin<{ id: string }[]>`
        select user_id as id from rowseal.memberships
         where workspace_id = ${session.workspace} and user_id > ${first ?? '00000000-0000-0000-0000-000000000000'}
         order by user_id limit ${PAGE}`;
      const values = [[], [first, PAGE + 1], [`{${ids.map(({ id }) => id).join()}}`]];
      const sum = { cpu: 0, elapsed: 0 };
      for (const [n, { name, text }] of STEPS.entries()) {
        const began = performance.now();
        const cpu = (await backend.during(() => backend.batch(session.claims, name, text, values[n]))) / 1000;
        const elapsed = performance.now() - began;
        sum.cpu += cpu;
        sum.elapsed += elapsed;
        if (round >= 0) note(name, cpu, elapsed);
      }
      if (round >= 0) note(inAll, sum.cpu, sum.elapsed);
    }
  }
  await backend.client.end();
  await sleep(2_000); // what its connection has counted arrives
  const scans = await scansOf({ admin });
  printTable(
    `members: ${PAGE} of ${amount} in a workspace, of ${users} people, each step with its enter; ms, min / median / max`,
    ['step', 'CPU of the backend', 'elapsed'],
    [...found].map(([name, { cpu, elapsed }]) => [name, spelled(cpu, 2), spelled(elapsed, 2)]),
  );
  const all = found.get(inAll);
  return [
    { requirement: 'a page of members: steps', measured: STEPS.length, atMost: 3 },
    { requirement: 'a page of members: CPU, ms', measured: spread(all?.cpu ?? [Number.NaN]).median, atMost: 20 },
    {
      requirement: 'a page of members: elapsed, ms',
      measured: spread(all?.elapsed ?? [Number.NaN]).median,
      atMost: 20,
    },
    { requirement: 'a page of members: tables that grow, scanned', measured: scans.length, atMost: 0 },
  ];
}
