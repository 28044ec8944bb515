create or replace function rowseal.protect(
  relation regclass,
  workspace name default null,
  read text default null,
  write text default null,
  "insert" text default null,
  "update" text default null,
  "delete" text default null,
  owner name default null,
  owned text[] default '{update,delete}',
  override text default null,
  parent regclass default null,
  shared boolean default false,
  missing text default 'raise',
  keep name[] default '{}',
  secret name[] default '{}',
  allow text[] default '{}',
  dry_run boolean default false,
  assured text[] default null,
  assurance integer default null,
  fresh interval default null
) returns setof text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp set lock_timeout = '1s'
as $$
declare
  v_statement text;
begin
  for v_statement in
    select *
      from rowseal.protection_statements(
        protect.relation,
        jsonb_build_object(
          'workspace', protect.workspace, 'select', protect.read, 'write', protect.write, 'insert', protect.insert,
          'update', protect.update, 'delete', protect.delete, 'owner', protect.owner, 'owned', protect.owned,
          'override', protect.override, 'parent', protect.parent, 'shared', protect.shared,
          'missing', protect.missing, 'keep', protect.keep, 'secret', protect.secret, 'allow', protect.allow,
          'assured', protect.assured, 'assurance', protect.assurance,
          'fresh', trim_scale(extract(epoch from protect.fresh))
        )
      )
  loop
    if v_statement ~ ' -- superuser$' then
      raise warning 'a superuser has to run: %', v_statement;
    elsif not protect.dry_run then
      execute v_statement;
    end if;
    return next v_statement;
  end loop;
  if not protect.dry_run and v_statement is not null then
    perform rowseal.note_protection(protect.relation);
  end if;
end
$$;

comment on function rowseal.protect(
  regclass, name, text, text, text, text, text, name, text[], text, regclass, boolean, text, name[], name[], text[],
  boolean, text[], integer, interval
) is $$Makes a table of an application, with its partitions and children, belong to workspaces. In a request nobody
reaches a row of another workspace, or one without the scope of the command, whatever other policies the table has; a
statement raises where nobody entered. Outside requests its owner and the roles of keep work as before. workspace: the
column that says whose a row is: the id of a workspace, or of type bigint, integer or text its external key. read;
write, or insert, update and delete: the scope of each command. owner: a column with a user's id; owned: the commands
for that user alone (with select, rows are private); override: the scope that lifts this. parent: a protected table
whose rows decide about those that refer to them. shared: a lookup table without workspace, which requests read.
missing: raise, or hide rows from who lacks read. keep: roles of an existing application that go on unchanged. secret:
columns whose values statistics must not tell. allow: what would be refused and is accepted: nullable, parent_scan,
owner_bypasses, key:<index>, foreign_key:<constraint>. assurance: how well the person has to have proved who they are
(rowseal.assurance) for the commands of assured, by default every write; fresh: by proofs no older than this alone.
dry_run: change nothing.
Caller: the table's owner, after its grants; again after a change of any of these, of grants, or of partitions.
Returns: the statements that it ran, or would run.
Errors: RS111 a column cannot serve; RS112 no index starts with the workspace; RS113 a scope is not in the catalogue;
RS114 a grant that policies do not cover, or to a role that they do not name; RS115 arguments that contradict each
other; RS116 a unique index, RS117 a foreign key that steps around policies; RS118 the owner or a kept role would be in
a request; RS119 no way to the parent; 42501 not the owner; 55P03 the table is in use.$$;

revoke execute on function rowseal.protect(
  regclass, name, text, text, text, text, text, name, text[], text, regclass, boolean, text, name[], name[], text[],
  boolean, text[], integer, interval
) from public;
grant execute on function rowseal.protect(
  regclass, name, text, text, text, text, text, name, text[], text, regclass, boolean, text, name[], name[], text[],
  boolean, text[], integer, interval
) to pg_database_owner, rowseal_developer;
