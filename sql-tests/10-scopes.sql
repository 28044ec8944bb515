-- The grammar of scopes, and the catalogue that applications add theirs to.
begin;
set local search_path = tap, pg_catalog;
select plan(65);

-- rowseal.is_scope
select is(rowseal.is_scope(scope), true, format('%s is a scope', what))
  from (values
    ('notes:read', 'resource:action'),
    ('a:b', 'one letter each'),
    ('n0:r0', 'digits after the first letter'),
    ('a_b.c-d:e_f.g-h', 'with each of the marks _ . -'),
    ('a.:b-', 'a mark at the end'),
    (repeat('a', 40) || ':' || repeat('b', 40), '40 characters each')
  ) as accepted (scope, what);
select is(rowseal.is_scope(scope), false, format('%s is no scope', what))
  from (values
    (null, 'null'),
    ('', 'the empty string'),
    ('notes', 'a resource alone'),
    ('notes:', 'an action of no characters'),
    (':read', 'a resource of no characters'),
    (':', 'a colon alone'),
    ('notes:read:all', 'a third part'),
    ('notes::read', 'two colons'),
    ('Notes:read', 'an upper-case letter'),
    ('notes:Read', 'an upper-case action'),
    ('1notes:read', 'a resource that begins with a digit'),
    ('notes:1read', 'an action that begins with a digit'),
    ('-notes:read', 'a resource that begins with a mark'),
    ('notes:_read', 'an action that begins with a mark'),
    ('notes: read', 'a blank inside'),
    (' notes:read', 'a blank before'),
    ('notes:read ', 'a blank after'),
    (E'notes:read\n', 'a line feed after'),
    (E'x\nnotes:read', 'a line before'),
    (E'notes:read\nx', 'a line after'),
    (E'notes:\tread', 'a tab'),
    ('notes:read notes:write', 'a list'),
    ('notes:*', 'a wildcard'),
    ('nötes:read', 'a letter beyond a to z'),
    ('notes:re"ad', 'a quotation mark'),
    ('notes:re\ad', 'a backslash'),
    (repeat('a', 41) || ':b', 'a resource of 41 characters'),
    ('a:' || repeat('b', 41), 'an action of 41 characters')
  ) as refused (scope, what);

-- rowseal.is_scope_list
select is(rowseal.is_scope_list(scopes), true, format('%s is a list of scopes', what))
  from (values
    ('{}'::text[], 'the empty array'),
    ('{notes:read}', 'an array of one'),
    ('{notes:read,notes:write}', 'an array of two')
  ) as accepted (scopes, what);
select is(rowseal.is_scope_list(scopes), false, format('%s is no list of scopes', what))
  from (values
    (null::text[], 'null'),
    ('{null}', 'an array that holds null'),
    ('{notes:read,null}', 'an array that holds a scope and null'),
    ('{notes:read,notes:read}', 'an array with a scope twice'),
    ('{notes:read,Notes}', 'an array with something else in it'),
    ('{""}', 'an array with the empty string')
  ) as refused (scopes, what);

-- rowseal_private.array_intersection
select set_eq(
  format('select unnest(rowseal_private.array_intersection(%L, %L))', one, other), expected,
  format('in both %s and %s: %s', one, other, expected)
) from (values
    ('{a:x,b:x,c:x}'::text[], '{c:x,a:x}'::text[], '{a:x,c:x}'::text[]),
    ('{a:x}', '{a:x,b:x}', '{a:x}'),
    ('{a:x}', '{b:x}', '{}'),
    ('{a:x}', '{}', '{}'),
    ('{}', '{a:x}', '{}'),
    ('{a:x,a:xy}', '{a:xy,""}', '{a:xy}'),
    ('{a:x}', '{A:x}', '{}')
  ) as example (one, other, expected);
select is(rowseal_private.array_intersection('{a:x}', null), null, 'in both of an array and null is null');

-- rowseal.define_scope
create temporary view holders as
  select scope, array_agg(role.name order by role.name) as roles
    from rowseal.roles as role, unnest(role.scopes) as scope
   where role.workspace_id = '00000000-0000-0000-0000-000000000000' group by scope;
create temporary table scopes_before as select name, scopes from rowseal.roles;

select lives_ok(
  $$ select rowseal.define_scope('files:read', 'Read files', '{owner,viewer}') $$, 'an application can define a scope'
);
select results_eq(
  $$ select description from rowseal.scopes where name = 'files:read' $$, $$ values ('Read files') $$,
  'a scope defined is in the catalogue'
);
select is((select roles from holders where scope = 'files:read'), '{owner,viewer}', 'exactly the named roles hold it');

select rowseal.define_scope('files:read', 'Read and list files', '{owner,viewer}');
select results_eq(
  $$ select description from rowseal.scopes where name = 'files:read' $$, $$ values ('Read and list files') $$,
  'defined again, it has the new description'
);
select is(
  (select array_length(array_positions(scopes, 'files:read'), 1) from rowseal.roles where name = 'owner'), 1,
  'defined again, a role still holds it once'
);
select rowseal.define_scope('files:read', 'Read and list files', '{admin}');
select is(
  (select roles from holders where scope = 'files:read'), '{admin}', 'defined again for others, exactly those hold it'
);
select rowseal.define_scope('files:read', 'Read and list files');
select is((select roles from holders where scope = 'files:read'), null, 'defined for no role, no role holds it');
select results_eq(
  'select name, scopes from rowseal.roles order by name', 'select name, scopes from scopes_before order by name',
  'the other scopes of the roles are as they were, in their order'
);

select throws_ok(
  $$ select rowseal.define_scope('files:write', 'Write files', '{owner,root}') $$, 'RS110', null,
  'a role that is not built in is refused'
);
select is_empty(
  $$ select from rowseal.scopes where name = 'files:write' $$, 'what was refused is not in the catalogue'
);
select throws_ok($$ select rowseal.define_scope('files', 'Files') $$, '23514', null, 'what is no scope is refused');
select throws_ok(
  $$ select rowseal.define_scope('files:write', '') $$, '23514', null, 'an empty description is refused'
);
select throws_ok(
  $$ select rowseal.define_scope('files:write', repeat('x', 201)) $$, '23514', null,
  'a description of 201 characters is refused'
);

-- What the demo defines
select results_eq(
  'select scope collate "default", roles::text[]::text from holders order by scope collate "C"',
  $$ values
     ('audit:read', '{admin,owner}'), ('members:read', '{admin,member,owner,viewer}'),
     ('members:write', '{admin,owner}'),
     ('notes:read', '{admin,member,owner,viewer}'),
     ('notes:write', '{admin,member,owner}'), ('owners:write', '{owner}'),
     ('services:read', '{admin,owner}'), ('services:write', '{admin,owner}'),
     ('tokens:read', '{admin,member,owner,viewer}'),
     ('tokens:write', '{admin,member,owner,viewer}'), ('webhooks:read', '{admin,owner}'),
     ('webhooks:write', '{admin,owner}') $$,
  'the built-in roles hold the scopes of the baseline and of the demo'
);

select * from finish();
rollback;
