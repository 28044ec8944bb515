const NOBODY = '01a20bd8-1955-73aa-94a0-197ff9c52136';

/** Documents of the demo and of {@link MORE_TABLES}, with variables: answered alike, whether work is saved or not. */
export const DOCUMENTS: readonly [query: string, variables?: Record<string, unknown>][] = [
  // Pages.
  ['{ allNotes { nodes { title } } }'],
  ['{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }'],
  ['{ allNotes(first: 5) { nodes { title body createdAt rowId } pageInfo { hasNextPage hasPreviousPage } } }'],
  ['{ allNotes(first: 5, offset: 3) { nodes { title } pageInfo { hasNextPage hasPreviousPage } totalCount } }'],
  ['{ allNotes(first: 0) { nodes { title } pageInfo { hasNextPage } } }'],
  ['{ allNotes(first: 100) { nodes { title } pageInfo { hasNextPage endCursor } } }'],
  ['{ allNotes(last: 3, orderBy: ROW_ID_ASC) { nodes { title } pageInfo { hasPreviousPage } } }'],
  ['{ allNotes(offset: 1000) { nodes { title } pageInfo { hasPreviousPage } } }'],
  ['{ allNotes(first: 2) { edges { cursor node { title } } nodes { title } } }'],
  ['query ($n: Int) { allNotes(first: $n) { nodes { title } pageInfo { hasNextPage } } }', { n: 2 }],
  ['query ($n: Int) { allNotes(first: $n) { nodes { title } pageInfo { hasNextPage } } }', { n: 7 }],
  ['query ($n: Int) { allNotes(first: $n) { nodes { title } pageInfo { hasNextPage } } }', {}],
  ['query ($n: Int) { allNotes(first: $n) { nodes { title } pageInfo { hasNextPage } } }', { n: null }],
  ['query ($n: Int, $m: Int) { allNotes(first: $n, offset: $m) { nodes { title } } }', { n: 3, m: 2 }],
  ['query ($n: Int, $m: Int) { allNotes(first: $n, offset: $m) { nodes { title } } }', { n: 3, m: 0 }],
  ['query ($n: Int) { allNotes(last: $n, orderBy: ROW_ID_ASC) { nodes { title } } }', { n: 2 }],
  ['query ($n: Int) { allNotes(last: $n, orderBy: ROW_ID_ASC) { nodes { title } } }', {}],
  // Orders.
  ['query ($o: [NoteOrderBy!]) { allNotes(first: 4, orderBy: $o) { nodes { title } } }', { o: ['ROW_ID_ASC'] }],
  ['query ($o: [NoteOrderBy!]) { allNotes(first: 4, orderBy: $o) { nodes { title } } }', { o: ['ROW_ID_DESC'] }],
  [
    'query ($o: [NoteOrderBy!]) { allNotes(first: 4, orderBy: $o) { nodes { title } } }',
    { o: ['WORKSPACE_ID_ASC', 'CREATED_AT_DESC'] },
  ],
  ['query ($o: [NoteOrderBy!]) { allNotes(first: 4, orderBy: $o) { nodes { title } } }', { o: [] }],
  ['query ($o: [NoteOrderBy!]) { allNotes(first: 4, orderBy: $o) { nodes { title } } }', { o: null }],
  ['query ($o: [NoteOrderBy!]) { allNotes(first: 4, orderBy: $o) { nodes { title } } }', { o: 'NATURAL' }],
  [
    'query ($o: NoteOrderBy!) { allNotes(first: 4, orderBy: [$o, ROW_ID_DESC]) { nodes { title } } }',
    { o: 'CREATED_AT_ASC' },
  ],
  // Conditions.
  ['{ allNotes(condition: { createdAt: "2020-01-01T00:00:00Z" }) { nodes { title } totalCount } }'],
  ['query ($t: UUID) { allNotes(condition: { workspaceId: $t }) { nodes { title } totalCount } }', { t: NOBODY }],
  ['query ($t: UUID) { allNotes(condition: { workspaceId: $t }) { nodes { title } totalCount } }', {}],
  ['query ($c: NoteCondition) { allNotes(condition: $c) { nodes { title } } }', { c: { rowId: NOBODY } }],
  ['query ($c: NoteCondition) { allNotes(condition: $c) { nodes { title } } }', { c: {} }],
  ['query ($c: NoteCondition) { allNotes(condition: $c) { nodes { title } } }', { c: null }],
  // Fragments, aliases, directives, names.
  [
    '{ allNotes(first: 3) { ...page } } fragment page on NoteConnection { nodes { ...row } } fragment row on Note { title createdAt }',
  ],
  ['{ allNotes(first: 3) { nodes { ... on Note { title } ... { body } } } }'],
  ['{ a: allNotes(first: 3) { nodes { x: title y: title } } b: allNotes(first: 3) { nodes { title } } }'],
  [
    '{ a: allNotes(first: 3) { n: nodes { title } m: nodes { body } } b: allNotes(first: 2, offset: 1) { nodes { title } } }',
  ],
  ['query ($s: Boolean!) { allNotes(first: 3) { nodes { title @skip(if: $s) body @include(if: $s) } } }', { s: true }],
  ['query ($s: Boolean!) { allNotes(first: 3) { nodes { title @skip(if: $s) body @include(if: $s) } } }', { s: false }],
  ['query ($s: Boolean!) { allNotes(first: 3) @skip(if: $s) { nodes { title } } __typename }', { s: true }],
  ['{ allNotes(first: 3) { __typename nodes { __typename title id rowId } } __typename }'],
  ['{ allNotes(first: 3) { nodes { __typename } } }'],
  ['{ query { allNotes(first: 2) { nodes { title } } } }'],
  // Relations, two levels of them, from both sides.
  [
    '{ allProjects(first: 5, orderBy: WORKSPACE_ID_DESC) { nodes { name tasksByWorkspaceIdAndProjectId(first: 3) { nodes { title } } } } }',
  ],
  [
    '{ allProjects(first: 5) { nodes { name tasksByWorkspaceIdAndProjectId(first: 5) { totalCount nodes { title done commentsByWorkspaceIdAndTaskId(first: 5) { nodes { text } } } } } } }',
  ],
  ['{ allTasks(orderBy: PRIMARY_KEY_DESC) { nodes { title projectByWorkspaceIdAndProjectId { name } } } }'],
  [
    '{ allComments(first: 6) { nodes { text taskByWorkspaceIdAndTaskId { title projectByWorkspaceIdAndProjectId { name } } } } }',
  ],
  [
    '{ allProjects { nodes { id name budget tags meta state tasksByWorkspaceIdAndProjectId(first: 1) { nodes { id title } } } } }',
  ],
  [
    'query ($n: Int) { allProjects { nodes { name tasksByWorkspaceIdAndProjectId(first: $n) { nodes { title } } } } }',
    { n: 1 },
  ],
  [
    'query ($n: Int) { allProjects { nodes { name tasksByWorkspaceIdAndProjectId(first: $n) { nodes { title } } } } }',
    { n: 2 },
  ],
  // Lists within lists.
  ['{ allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 9) { nodes { title } } } } }'],
  ['{ allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 0) { nodes { title } } } } }'],
  [
    '{ allProjects(first: 9, orderBy: PRIMARY_KEY_DESC) { nodes { id tasksByWorkspaceIdAndProjectId(first: 2, offset: 1, orderBy: PRIMARY_KEY_DESC) { nodes { title done } } } } }',
  ],
  [
    '{ allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(last: 2, orderBy: PRIMARY_KEY_ASC) { nodes { title } } } } }',
  ],
  [
    '{ allProjects(first: 9) { nodes { a: tasksByWorkspaceIdAndProjectId(first: 1) { nodes { title } } b: tasksByWorkspaceIdAndProjectId(first: 2) { n: nodes { title } m: nodes { done } } } } }',
  ],
  [
    '{ allProjects(first: 9) { nodes { tasksByWorkspaceIdAndProjectId(first: 2) { nodes { title } pageInfo { hasNextPage endCursor } } } } }',
  ],
  [
    '{ allProjects(first: 9) { nodes { tasksByWorkspaceIdAndProjectId(first: 2) { edges { cursor node { title } } } } } }',
  ],
  ['{ allProjects(first: 9) { nodes { tasksByWorkspaceIdAndProjectId { totalCount } } } }'],
  [
    '{ allProjects(first: 9) { __typename nodes { __typename tasksByWorkspaceIdAndProjectId(first: 9) { __typename nodes { __typename } } } } }',
  ],
  [
    'query ($r: UUID) { allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 9, condition: { rowId: $r }) { nodes { title done } } } } }',
    { r: NOBODY },
  ],
  [
    'query ($r: UUID) { allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 9, condition: { rowId: $r }) { nodes { title done } } } } }',
    {},
  ],
  [
    'query ($s: Boolean!) { allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 9) @skip(if: $s) { nodes { title } } } } }',
    { s: true },
  ],
  [
    'query ($s: Boolean!) { allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 9) { nodes { title @include(if: $s) done } } } } }',
    { s: false },
  ],
  [
    '{ allTasks(first: 20) { nodes { title commentsByWorkspaceIdAndTaskId(first: 9) { nodes { text } } projectByWorkspaceIdAndProjectId { name } } } }',
  ],
  [
    '{ allProjects(first: 9) { nodes { ...shown tasksByWorkspaceIdAndProjectId(first: 9) { ...tasks } } } } fragment shown on Project { name shout } fragment tasks on TaskConnection { nodes { title commentsByWorkspaceIdAndTaskId(first: 9) { nodes { text id } } } }',
  ],
  ['{ openProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 2) { nodes { title } } } } }'],
  ['{ allProjects { nodes { tags budget state meta due } } }'],
  ['{ allProjects(condition: { state: OPEN }) { nodes { name state } } }'],
  ['query ($s: ProjectState) { allProjects(condition: { state: $s }) { nodes { name state } } }', { s: 'DONE' }],
  ['query ($s: ProjectState) { allProjects(condition: { state: $s }) { nodes { name state } } }', { s: 'OPEN' }],
  // Times, all that there are.
  ['{ allMoments(first: 20) { nodes { at local } } }'],
  [
    '{ allMoments(first: 20, orderBy: AT_DESC) { nodes { day label at daytime lasts { days hours seconds } local often rowId } } }',
  ],
  ['{ allMoments(first: 20) { nodes { at domained } pageInfo { hasNextPage } } }'],
  ['{ allMoments(first: 9, orderBy: AT_ASC) { edges { cursor node { at } } nodes { at } pageInfo { endCursor } } }'],
  ['{ allMoments(first: 9) { nodes { label later: at at laps(first: 5) { nodes { at } } local } } }'],
  ['{ a: allMoments(first: 3) { nodes { at } } b: allMoments(first: 3) { nodes { at } } }'],
  ['{ allMoments(condition: { at: "2026-01-01T00:00:00.5+05:30" }) { nodes { at local } } }'],
  // Lists without pages, functions, computed columns, views.
  ['{ openProjects { nodes { name } } }'],
  ['{ allProjects { nodes { name shout } } }'],
  ['{ howMany }'],
  // A null where there may be none, of a view's column.
  ['{ allSummaries { nodes { label } } }'],
  ['{ allSummaries { nodes { label count } } }'],
  ['{ allProjects(first: 1) { nodes { name } } allSummaries { nodes { label } } }'],
  ['{ allSummaries(condition: { label: "some" }) { nodes { label count } } }'],
  // What is refused, before and after it runs.
  ['{ allNotes { nodes { titel } } }'],
  ['{ allNotes(first: 1000000) { nodes { title } } }'],
  ['query ($n: Int!) { allNotes(first: $n) { nodes { title } } }', {}],
  ['query ($n: Int) { allNotes(first: $n) { nodes { title } } }', { n: 'three' }],
  ['query ($n: Int) { allNotes(first: $n) { nodes { title } } }', { n: -1 }],
  ['query ($n: Int) { allNotes(first: $n) { nodes { title } } }', { n: 1_000_000 }],
  ['query a { __typename } query b { __typename }'],
  ['{ allNotes(after: "nonsense") { nodes { title } } }'],
  ['{ broken }'],
  ['{ allProjects { nodes { name broken } } }'],
];

/** Mutations, each on its own: what they answer but for ids and times. */
export const MUTATIONS: readonly [query: string, variables?: Record<string, unknown>][] = [
  ['mutation { createNote(input: { note: { title: "made" } }) { note { title body } } }'],
  ['mutation ($t: String!) { createNote(input: { note: { title: $t } }) { note { title } } }', { t: 'by variable' }],
  ['mutation ($t: String!) { createNote(input: { note: { title: $t } }) { note { title } } }', { t: '' }],
  ['mutation { createNote(input: { note: { title: "x" } }) { query { allNotes(first: 3) { nodes { title } } } } }'],
  [
    'mutation { a: createNote(input: { note: { title: "one" } }) { note { title } } b: createNote(input: { note: { title: "" } }) { note { title } } }',
  ],
];

/** Projects with tasks with comments, by workspace; a view; functions. */
export const MORE_TABLES = `
  create type app.project_state as enum ('OPEN', 'DONE');
  create table app.projects (
    workspace_id uuid not null default rowseal.workspace_id(), id uuid not null default rowseal.uuidv7(),
    name text not null, budget numeric, tags text[], meta jsonb, due timestamptz,
    state app.project_state not null default 'OPEN',
    primary key (workspace_id, id)
  );
  create index on app.projects (workspace_id, state);
  create table app.tasks (
    workspace_id uuid not null default rowseal.workspace_id(), id uuid not null default rowseal.uuidv7(),
    project_id uuid not null, title text not null, done boolean not null default false,
    primary key (workspace_id, id),
    foreign key (workspace_id, project_id) references app.projects (workspace_id, id)
  );
  create index on app.tasks (workspace_id, project_id);
  create table app.comments (
    workspace_id uuid not null default rowseal.workspace_id(), id uuid not null default rowseal.uuidv7(),
    task_id uuid not null, text text,
    primary key (workspace_id, id),
    foreign key (workspace_id, task_id) references app.tasks (workspace_id, id)
  );
  create index on app.comments (workspace_id, task_id);
  insert into app.projects (workspace_id, name, budget, tags, meta, due, state)
  select workspace.id, workspace.slug || ' "' || n || E'"\\n', case when n % 2 = 0 then n * 1.5 end,
         case when n % 3 > 0 then array['a,b', null, 'ü'] end, case when n > 1 then jsonb_build_object('n', n, 'of', workspace.slug) end,
         case when n = 4 then '2030-01-02 03:04:05.678+00'::timestamptz end, case when n = 3 then 'DONE' else 'OPEN' end::app.project_state
    from rowseal.workspaces as workspace, generate_series(1, 5) as n;
  insert into app.tasks (workspace_id, project_id, title, done)
  select workspace_id, id, name || ' task ' || n, n = 2 from app.projects, generate_series(1, 3) as n where name not like '%5%';
  insert into app.comments (workspace_id, task_id, text)
  select workspace_id, id, case when n = 1 then title || ' comment' end from app.tasks, generate_series(1, 2) as n where not done;
  grant select on app.projects, app.tasks, app.comments to rowseal_user;
  select rowseal.protect('app.projects', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
  select rowseal.protect('app.tasks', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
  select rowseal.protect('app.comments', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
  create domain app.instant as timestamptz;
  create table app.moments (
    id int primary key generated always as identity, label text not null, at timestamptz, local timestamp, day date,
    daytime time, lasts interval, often timestamptz[], domained app.instant
  );
  create index on app.moments (at);
  create table app.laps (id int primary key generated always as identity, moment_id int not null references app.moments, at timestamptz);
  create index on app.laps (moment_id);
  comment on constraint laps_moment_id_fkey on app.laps is E'@foreignFieldName laps';
  insert into app.moments (label, at, local, day, daytime, lasts, often, domained)
  select label, at::timestamptz, at::timestamp, at::date, '01:02:03.4', '1 year -2 days 03:00:00.5', array[at::timestamptz, null], at::timestamptz
    from (values ('now', '2026-01-01 00:00:00.123456+00'), ('half', '2026-01-01 00:00:00.5+05:30'), ('whole', '2026-02-28 23:59:59+00'),
                 ('none', null), ('never', 'infinity'), ('always', '-infinity'), ('caesar', '0044-03-15 12:00:00.25+00 BC'),
                 ('first', '0001-01-01 00:00:00+00'), ('far', '12026-01-01 00:00:00.000001+00'), ('last', '294276-12-31 23:59:59.999999+00'),
                 ('oldest', '4714-11-24 00:00:00+00 BC')) as moments (label, at);
  insert into app.laps (moment_id, at) select id, at from app.moments;
  grant select on app.moments, app.laps to rowseal_user;
  create type app.light as enum ('GREEN');
  create table app.lamps (id uuid primary key default rowseal.uuidv7(), light app.light not null);
  create table app.bulbs (
    id uuid primary key default rowseal.uuidv7(), lamp_id uuid not null references app.lamps, light app.light
  );
  create index on app.bulbs (lamp_id);
  grant select on app.lamps, app.bulbs to rowseal_user;
  create view app.summaries with (security_invoker = true) as
    select null::text as label, 1 as count union all select 'some', 2;
  comment on column app.summaries.label is E'@notNull';
  grant select on app.summaries to rowseal_user;
  create function app.open_projects() returns setof app.projects language sql stable as
    $$ select * from app.projects where state = 'OPEN' order by name limit 10 $$;
  create function app.projects_shout(project app.projects) returns text language sql stable as $$ select upper(project.name) $$;
  create function app.projects_broken(project app.projects) returns text language plpgsql stable as
    $$ begin if project.name like '%3%' then raise exception 'no' using errcode = 'ZA001'; end if; return 'fine'; end $$;
  create function app.how_many() returns int language sql stable as $$ select count(*)::int from app.projects $$;
  create function app.broken() returns int language plpgsql stable as
    $$ begin raise exception 'broken on purpose' using errcode = 'ZA002'; end $$;
  grant execute on function app.open_projects, app.projects_shout, app.projects_broken, app.how_many, app.broken to rowseal_user;
`;
