/**
 * Tables that an application has broken, and who notices: `rowseal.protect` refuses the table, `rowseal_test.isolated` fails, or it is
 * `rowseal_audit.findings` that has to say it. `holds` is for what breaks nothing, because of what `protect` writes: its `control` takes that away.
 */
export interface BrokenTable {
  name: string;
  caughtBy: 'protect' | 'isolated' | 'findings' | 'holds';
  /** What the table's owner does before protecting it. */
  before?: string;
  /** Arguments of `rowseal.protect` beside the table. False: policies by hand, in `before`. */
  protect?: string | false;
  /** What `protect` refuses it with. */
  refusal?: string;
  /** Who breaks it afterwards, and how: the owner, or a superuser. */
  after?: string;
  afterAsSuperuser?: string;
  /** What `isolated` says, among other things, of tenant.t unless another relation is named. */
  leaks?: readonly string[];
  /** What makes `isolated` fail where it holds. */
  control?: string;
  /** The kind of what `rowseal_audit.findings` says. */
  finding?: string;
  /** What gives a member of kit-a rows of kit-b where neither says a word. */
  shows?: string;
}

/** The owner of the tables; no superuser. */
export const OWNER = 'broken_owner';

/** A table that breaks nothing, and what every one below begins with. */
export const SOUND = `
  create table tenant.t (
    ws uuid not null default rowseal.workspace_id(), id uuid not null default rowseal.uuidv7(),
    author uuid not null default rowseal.user_id(), title text, primary key (ws, id)
  );
  grant select, insert, update, delete on tenant.t to rowseal_user;
`;

/** What `protect` is called with, unless a table says otherwise. */
export const PROTECTED = "workspace => 'ws', read => 'notes:read', write => 'notes:write'";

/** Policies as somebody writes them who knows nothing of gates and guards: the workspace of the row is the one entered. */
const byHand = (...policies: string[]) => `
  alter table tenant.t enable row level security, force row level security;
  create policy readable on tenant.t for select to rowseal_user
    using (ws = (select rowseal.workspace_id()) and ws operator(rowseal.===) (select rowseal.workspace_id()));
  ${policies.join(';\n')};
`;
const MINE = 'ws operator(rowseal.===) (select rowseal.workspace_id())';
const UNGATED =
  'alter policy rowseal_gate_select on tenant.t using (true); alter policy rowseal_guard on tenant.t using (true)';
const BYPASSING = 'create role broken_reporter bypassrls; grant usage on schema tenant to broken_reporter';

export const BROKEN_TABLES: readonly BrokenTable[] = [
  {
    name: 'no force',
    caughtBy: 'isolated',
    after: 'alter table tenant.t no force row level security',
    leaks: ['row-level security of tenant.t does not bind its owner, whose views and functions show every row'],
  },
  {
    name: 'no force, before it is protected',
    caughtBy: 'holds',
    before: 'alter table tenant.t enable row level security, no force row level security',
    control: 'alter table tenant.t no force row level security',
  },
  {
    name: 'a missing WITH CHECK',
    caughtBy: 'isolated',
    before: byHand(
      'create policy written on tenant.t for insert to rowseal_user with check (true)',
      `create policy changed on tenant.t for update to rowseal_user using (${MINE}) with check (true)`,
    ),
    protect: false,
    leaks: ['moves rows to another workspace', 'writes rows into another workspace'],
  },
  {
    name: 'a permissive second policy before it is protected',
    caughtBy: 'holds',
    before: 'create policy everything on tenant.t using (true) with check (true)',
    control: UNGATED,
  },
  {
    name: 'a permissive second policy after it is protected',
    caughtBy: 'holds',
    after: 'create policy everything on tenant.t using (true) with check (true)',
    control: UNGATED,
  },
  {
    name: 'a view of the owner',
    caughtBy: 'holds',
    after: 'create view tenant.v as select * from tenant.t; grant select on tenant.v to rowseal_user',
    control: 'alter table tenant.t no force row level security',
  },
  {
    name: 'a leaking view',
    caughtBy: 'isolated',
    afterAsSuperuser: `${BYPASSING}; grant select on tenant.t to broken_reporter; grant create on schema tenant to broken_reporter;
      create view tenant.v as select * from tenant.t; alter view tenant.v owner to broken_reporter; grant select on tenant.v to rowseal_user`,
    leaks: ['tenant.v reads rows of another workspace'],
  },
  {
    name: 'a definer function',
    caughtBy: 'findings',
    afterAsSuperuser: `${BYPASSING}; grant select on tenant.t to broken_reporter; grant create on schema tenant to broken_reporter;
      create function tenant.everything() returns setof tenant.t language sql stable security definer as 'select * from tenant.t';
      alter function tenant.everything() owner to broken_reporter; grant execute on function tenant.everything() to rowseal_user`,
    shows: 'select from tenant.everything() where ws <> rowseal.workspace_id()',
    finding: 'function_bypasses',
  },
  {
    name: 'a leaking foreign key',
    caughtBy: 'protect',
    before: `create table tenant.parent (ws uuid not null default rowseal.workspace_id(), id uuid primary key default gen_random_uuid(), unique (ws, id));
      select rowseal.protect('tenant.parent', ${PROTECTED}, allow => '{key:parent_pkey}');
      alter table tenant.t add column parent uuid references tenant.parent (id)`,
    refusal: 'RS117',
  },
  {
    name: 'a granted partition',
    caughtBy: 'protect',
    before: `drop table tenant.t;
      ${SOUND.replace(/\)\s*;/, ') partition by hash (ws);')}
      create table tenant.t0 partition of tenant.t for values with (modulus 1, remainder 0);
      grant select on tenant.t0 to public`,
    refusal: 'RS114',
  },
  {
    name: 'an attached partition',
    caughtBy: 'isolated',
    before: `drop table tenant.t;
      ${SOUND.replace('(ws, id)', '(ws, id, title)').replace(/\)\s*;/, ') partition by list (title);')}
      create table tenant.t0 partition of tenant.t for values in ('kit-a')`,
    after: `create table tenant.t1 (like tenant.t including all); grant select on tenant.t1 to rowseal_user;
      alter table tenant.t attach partition tenant.t1 for values in ('kit-b')`,
    leaks: ['tenant.t1 reads rows of another workspace'],
  },
  {
    name: 'an inheritance child',
    caughtBy: 'isolated',
    after: 'create table tenant.child () inherits (tenant.t); grant select, insert on tenant.child to rowseal_user',
    leaks: ['tenant.child writes rows into another workspace'],
  },
  {
    name: 'a materialised view',
    caughtBy: 'isolated',
    after: 'create materialized view tenant.m as select * from tenant.t; grant select on tenant.m to rowseal_user',
    leaks: ['tenant.m reads rows of another workspace'],
  },
  {
    name: 'an upsert’s WHERE',
    caughtBy: 'protect',
    before: 'alter table tenant.t add unique (title)',
    refusal: 'RS116',
  },
  {
    name: 'an upsert’s WHERE, accepted all the same',
    caughtBy: 'isolated',
    before: 'alter table tenant.t add unique (title)',
    protect: `${PROTECTED}, allow => '{key:t_title_key}'`,
    leaks: ['reads rows of others by an upsert on t_title_key'],
  },
  {
    name: 'an upsert oracle',
    caughtBy: 'isolated',
    before: 'revoke update on tenant.t from rowseal_user; alter table tenant.t add unique (title)',
    protect: `${PROTECTED}, allow => '{key:t_title_key}'`,
    leaks: ['hears that others have a row by an insertion on t_title_key'],
  },
  {
    name: 'RETURNING',
    caughtBy: 'isolated',
    before: `${byHand('create policy removed on tenant.t for delete to rowseal_user using (ws = (select rowseal.workspace_id()))')}
      alter policy readable on tenant.t using (ws = (select rowseal.workspace_id()))`,
    protect: false,
    leaks: ['deletes rows of another workspace by an expression that changes in RETURNING'],
  },
  {
    name: 'a deletion that no policy of DELETE restricts',
    caughtBy: 'isolated',
    before: byHand('create policy removed on tenant.t for delete to rowseal_user using (true)'),
    protect: false,
    leaks: ['deletes rows that it does not see'],
  },
  {
    name: 'a trigger that copies',
    caughtBy: 'findings',
    after: `create table tenant.copies (like tenant.t); grant select on tenant.copies to rowseal_user;
      create function tenant.copied() returns trigger language plpgsql security definer as $$ begin insert into tenant.copies select new.*; return null; end $$;
      create trigger copied after insert or update on tenant.t for each row execute function tenant.copied()`,
    shows: 'select from tenant.copies where ws <> rowseal.workspace_id()',
    finding: 'unprotected_table',
  },
  {
    name: 'a rule',
    caughtBy: 'findings',
    after: `create table tenant.copies (like tenant.t); grant select on tenant.copies to rowseal_user;
      create rule copied as on insert to tenant.t do also insert into tenant.copies select new.*`,
    shows: 'select from tenant.copies where ws <> rowseal.workspace_id()',
    finding: 'rule',
  },
  {
    name: 'TRUNCATE is granted',
    caughtBy: 'protect',
    before: 'grant truncate on tenant.t to rowseal_user',
    refusal: 'RS114',
  },
  {
    name: 'TRUNCATE is granted afterwards',
    caughtBy: 'isolated',
    after: 'grant truncate on tenant.t to rowseal_user',
    leaks: ['truncates the table'],
  },
  {
    name: 'a publication',
    caughtBy: 'findings',
    afterAsSuperuser: 'create publication broken for table tenant.t',
    shows: "select from pg_publication_tables where pubname = 'broken'",
    finding: 'publication',
  },
  {
    name: 'a sequence',
    caughtBy: 'findings',
    before:
      'alter table tenant.t add column number bigserial; grant select, usage on sequence tenant.t_number_seq to rowseal_user',
    shows: 'select from tenant.t_number_seq where last_value > (select count(*) from tenant.t)',
    finding: 'sequence_granted',
  },
  {
    name: 'the wrong column',
    caughtBy: 'isolated',
    before: 'create index on tenant.t (author)',
    protect: `${PROTECTED.replace("'ws'", "'author'")}, allow => '{key:t_pkey}'`,
    leaks: ['two workspaces with rows of tenant.t, and SELECT on ws, are needed first'],
  },
  {
    name: 'a nullable column',
    caughtBy: 'protect',
    before: 'alter table tenant.t drop constraint t_pkey, alter column ws drop not null; create index on tenant.t (ws)',
    refusal: 'RS111',
  },
  {
    name: 'an owner with BYPASSRLS',
    caughtBy: 'protect',
    before: `reset role; alter role ${OWNER} bypassrls; set local role ${OWNER}`,
    refusal: 'RS118',
  },
  {
    name: 'a guard that is gone',
    caughtBy: 'isolated',
    after: 'drop policy rowseal_guard on tenant.t',
    leaks: [
      'reads rows of another workspace by an expression that changes',
      'reads rows of another workspace by an expression that changes between scans',
      'deletes rows of another workspace by an expression that changes in RETURNING',
      'deletes rows of another workspace by an expression that changes between scans',
    ],
  },
];
