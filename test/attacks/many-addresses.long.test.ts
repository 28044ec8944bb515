import type postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { printTable } from '#test/bench/table.ts';
import { withConnection } from '#test/support/connect.ts';
import { roomyDatabase } from '#test/support/roomy-database.ts';

// What sql-tests/86-scale.sql shows of 300 networks, with commits, and of two connections at once.
const ADDRESSES = 100_000;
const CONTROL = 1_000;
/** Of a window, one after the other. */
const TIMES = 2;
const CONNECTIONS = 2;

const db = await roomyDatabase({ autovacuum: 'on' });
await db.admin.unsafe(`
  create table public.arrivals (network text not null, at timestamptz not null default clock_timestamp());
  grant insert on public.arrivals to rowseal_issuer;
  create function public.careless(ip inet) returns void language sql security definer
  begin atomic
    insert into rowseal_private.throttles (kind, subject_hash, attempts, blocked_until, last_attempt_at)
    values ('token_guess', sha256(uuid_send(gen_random_uuid())), 1, '-infinity', now());
    select rowseal_private.record_event('token_refused', null, null, '{}', ip);
  end`);

interface Judged {
  /** By kind: rows of counters, and how many networks and accounts there were to count. */
  rows: { kind: string; rows: number; subjects: number }[];
  /** By kind: all events, the most of one network, and those that came before their second was over. */
  events: { kind: string; events: number; most: number; early: number }[];
}

describe(`under attack from ${ADDRESSES} addresses`, () => {
  test('each leaves a row a kind and window, and each network an event a second and kind', async () => {
    const began = performance.now();
    await attack(ADDRESSES);
    const seconds = (performance.now() - began) / 1000;
    const first = await judged();
    const size = await sizes();
    printTable(
      `under attack from ${ADDRESSES} addresses, ${ADDRESSES * TIMES * 4} calls in ${seconds.toFixed(0)} s`,
      ['kind', 'rows', 'bound', 'events', 'most of a network', 'early'],
      [
        ...first.rows.map(({ kind, rows, subjects }) => [kind, `${rows}`, `${subjects}`, '', '', '']),
        ...first.events.map(({ kind, events, most, early }) => [kind, '', '', `${events}`, `${most}`, `${early}`]),
      ],
    );
    printTable(
      'with indexes',
      ['table', 'MB'],
      size.map(({ name, bytes }) => [name, (bytes / 2 ** 20).toFixed(1)]),
    );

    expectBounds(first, ADDRESSES);

    await db.admin`
      update rowseal_private.throttles
         set last_attempt_at = last_attempt_at - interval '1 day', blocked_until = '-infinity',
             recorded_at = recorded_at - interval '1 day'`;
    await attack(ADDRESSES / 10);
    expect((await judged()).rows, 'in the next window they are the same rows').toEqual(first.rows);
  }, 3_600_000);

  test('the control: with one careless insert a call there are too many rows and events', async () => {
    await db.admin`truncate rowseal_private.throttles, rowseal_private.audit_events, public.arrivals`;
    await attack(CONTROL, 'perform public.careless(v_ip);');
    const found = await judged();
    expect(() => expectBounds(found, CONTROL)).toThrow();
    expect(found.rows.find(({ kind }) => kind === 'token_guess')?.rows).toBeGreaterThan(CONTROL * TIMES);
    expect(found.events.find(({ kind }) => kind === 'token_refused')?.early).toBeGreaterThan(CONTROL);
  }, 600_000);
});

function expectBounds({ rows, events }: Judged, addresses: number): void {
  expect(rows.map(({ kind }) => kind)).toEqual([
    'client_guess',
    'login_account',
    'login_network',
    'refresh_guess',
    'token_guess',
  ]);
  for (const { kind, rows: amount, subjects } of rows) expect(amount, kind).toBe(subjects);
  // One an address, and one for each /48.
  for (const { kind, subjects } of rows) expect(subjects, kind).toBeLessThanOrEqual(addresses + addresses / 200);
  expect(events.map(({ kind }) => kind)).toEqual([
    'client_refused',
    'login_failed',
    'refresh_refused',
    'token_refused',
  ]);
  for (const { kind, early } of events) expect(early, kind).toBe(0);
}

/** Half of the addresses of each /48 come by one connection and half by another. */
async function attack(addresses: number, more = ''): Promise<void> {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, part) =>
      withConnection(db.adminUrl, async (sql) => {
        await sql`set role rowseal_issuer`;
        for (const family of [4, 6]) await sql.unsafe(guesses(family, part, addresses / 2, more)).simple();
      }),
    ),
  );
}

/** What a server calls for a wrong password, token, client secret and refresh token, each in a transaction of its own. */
const guesses = (family: number, part: number, amount: number, more: string) => `
  do $$
  declare
    v_ip inet;
  begin
    for n in ${part}..${amount - 1} by ${CONNECTIONS} loop
      -- A hundred networks of each /48.
      v_ip := ${
        family === 4
          ? "format('10.%s.%s.1', n / 250, n % 250)"
          : "format('2001:db8:%s:%s::1', to_hex(n / 100), to_hex(n % 100))"
      };
      insert into public.arrivals (network) values (text(network(set_masklen(v_ip, ${family === 4 ? 24 : 48}))));
      commit;
      for again in 1..${TIMES} loop
        perform rowseal_private.log_in('password', '${family}-' || n || '@attack.test', sha256('x'), ip => v_ip);
        commit;
        perform rowseal_private.record_token_guess(v_ip);
        commit;
        perform rowseal_private.find_client('rsc_none', 'client_secret_basic', sha256('x'), v_ip);
        commit;
        perform rowseal_private.refresh_session(
          (gen_random_uuid(), gen_random_uuid(), 1, sha256('x'), sha256('y'), false), v_ip);
        commit;
        ${more}
      end loop;
    end loop;
  end
  $$`;

/**
 * Counts what is left. An event is early where its network has had more than one for each second that went by since it
 * first arrived: exact, however long a connection was held up between looking at the clock and writing the event.
 */
async function judged(): Promise<Judged> {
  const rows = await db.admin<Judged['rows']>`
    with arrived as (select distinct network from public.arrivals),
         narrow as (
           select (select count(*) from arrived where network like '10.%') as v4,
                  (select count(*) from arrived where network like '2001:%') as wide)
    select counted.kind, count(*)::int as rows,
           (case counted.kind when 'login_account' then 2 * v4 else 2 * v4 + wide end)::int as subjects
      from rowseal_private.throttles as counted, narrow group by counted.kind, v4, wide order by 1`;
  const events = await db.admin<Judged['events']>`
    with told as (
      select kind, at, coalesce(details ->> 'subject', rowseal_private.network_of(ip)) as narrow
        from rowseal_private.audit_events where kind ~ '_(failed|refused)$'
    ), placed as (
      select kind, at, coalesce(rowseal_private.wider_network(narrow), narrow) as network from told
    ), ranked as (
      select *, row_number() over (partition by kind, network order by at) as rank from placed
    ), since as (
      select network, min(at) as at from public.arrivals group by network
    )
    select ranked.kind, count(*)::int as events, max(rank)::int as most,
           (count(*) filter (where rank - 1 > extract(epoch from ranked.at - since.at)))::int as early
      from ranked join since using (network) group by ranked.kind order by 1`;
  return { rows: [...rows], events: [...events] };
}

async function sizes(): Promise<postgres.RowList<{ name: string; bytes: number }[]>> {
  return db.admin<{ name: string; bytes: number }[]>`
    select 'throttles' as name, pg_total_relation_size('rowseal_private.throttles')::float8 as bytes
    union all
    select 'audit_events', sum(pg_total_relation_size(part.relid))::float8
      from pg_partition_tree('rowseal_private.audit_events') as part`;
}
