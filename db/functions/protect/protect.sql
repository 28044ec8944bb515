create or replace function rowseal.protect(relation regclass, workspace name, read text, write text) returns void
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_column smallint;
  v_command record;
begin
  select attribute.attnum
    into v_column
    from pg_catalog.pg_class as class
    join pg_catalog.pg_attribute as attribute on attribute.attrelid = class.oid
   where class.oid = protect.relation
     and class.relkind in ('r', 'p')
     and attribute.attname = protect.workspace
     and attribute.attnotnull
     and attribute.atttypid = 'uuid'::pg_catalog.regtype;
  if v_column is null then
    raise exception '% is no table with a column % of type uuid not null', protect.relation, protect.workspace
      using errcode = 'RS111';
  end if;
  if not exists (
    select from pg_catalog.pg_index as index
     where index.indrelid = protect.relation and index.indisvalid and index.indkey[0] = v_column
  ) then
    raise exception '% has no index that starts with %', protect.relation, protect.workspace
      using errcode = 'RS112', hint = 'Make the primary key (workspace_id, id), or create such an index first.';
  end if;
  if exists (
    select from (values (protect.read), (protect.write)) as needed (scope)
     where not exists (select from rowseal.scopes where scopes.name = needed.scope)
  ) then
    raise exception '% or % is not in the catalogue of scopes', protect.read, protect.write
      using errcode = 'RS113', hint = 'Call rowseal.define_scope first.';
  end if;
  if exists (
    select
      from pg_catalog.pg_class as class
     cross join lateral pg_catalog.aclexplode(class.relacl) as acl
     where class.oid = protect.relation
       and (
         acl.grantee = 0
         or acl.grantee in ('rowseal_user'::pg_catalog.regrole, 'rowseal_gateway'::pg_catalog.regrole)
           and acl.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
       )
  ) then
    raise exception '% is granted to PUBLIC, or with TRUNCATE, REFERENCES, TRIGGER or MAINTAIN', protect.relation
      using errcode = 'RS114',
      hint = 'Row-level security does not cover these. Grant SELECT, INSERT, UPDATE and DELETE to rowseal_user only.';
  end if;

  execute format('alter table %s enable row level security', protect.relation);
  execute format('alter table %s force row level security', protect.relation);
  for v_command in
    select *
      from (values
        ('select', 'using', 'workspace_for', protect.read),
        ('insert', 'with check', 'require_scope', protect.write),
        ('update', 'using', 'require_scope', protect.write),
        ('delete', 'using', 'require_scope', protect.write)
      ) as command (name, clause, gate, scope)
  loop
    execute format('drop policy if exists %I on %s', 'rowseal_' || v_command.name, protect.relation);
    execute format(
      'create policy %I on %s for %s to rowseal_user %s (%I = (select rowseal.%I(%L)))',
      'rowseal_' || v_command.name, protect.relation, v_command.name, v_command.clause, protect.workspace,
      v_command.gate, v_command.scope
    );
  end loop;
  execute format('drop policy if exists rowseal_guard on %s', protect.relation);
  execute format(
    'create policy rowseal_guard on %s as restrictive to rowseal_user '
    'using (%I operator(rowseal.===) (select rowseal.workspace_id())) with check (true)',
    protect.relation, protect.workspace
  );
  execute format(
    'comment on policy rowseal_guard on %s is %L', protect.relation,
    'Each row once more, by an equality that nothing in a statement can take the place of: '
    'db/decisions/0021 of Rowseal.'
  );
end
$$;

comment on function rowseal.protect(regclass, name, text, text) is
$$Makes a table of an application belong to workspaces. Row-level security is enabled and forced; one policy a command,
named rowseal_<command>, compares the column workspace with the workspace of the transaction; a restrictive one,
rowseal_guard, does so once more for each row: policies of the application's own choose among the rows of that
workspace. Without the scope read no row is seen; without the scope write a write raises RS006. The policies are its
record: they are dumped, dropped and audited with the table.
Caller: the table's owner, again after a change of scopes.
Errors: RS111 no such column; RS112 no index that starts with it; RS113 a scope is not in the catalogue; RS114 a grant
that row-level security does not cover; 42501 not the owner.$$;

revoke execute on function rowseal.protect(regclass, name, text, text) from public;
grant execute on function rowseal.protect(regclass, name, text, text) to pg_database_owner;
