create or replace function rowseal_audit.who_could(
  relation regclass, key jsonb, at timestamptz, workspace uuid default null
)
  returns table (user_id uuid, role text, kind text, id uuid, commands text[], row_as_of timestamptz,
    roles text[])
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_row constant jsonb := rowseal.read_row(who_could.relation, who_could.key);
  v_parent regclass;
  v_parent_key jsonb;
begin
  if v_row is null or v_row = 'null' then
    raise exception 'there is no such row, or you do not see it' using errcode = 'RS134';
  end if;
  select reached.parent, reached.parent_key
    into v_parent, v_parent_key
    from rowseal_audit.who_could_reach(who_could.relation, v_row, who_could.at, who_could.workspace) as reached
   limit 1;
  return query
    select reached.user_id, reached.role, reached.kind, reached.id, reached.commands, now(), reached.roles
      from rowseal_audit.who_could_reach(who_could.relation, v_row, who_could.at, who_could.workspace) as reached
     where v_parent is null
        or (reached.kind, reached.id) in (
          select above.kind, above.id
            from rowseal_audit.who_could(v_parent, v_parent_key, who_could.at, who_could.workspace) as above
           where 'select' = any (above.commands)
        );
end
$$;

comment on function rowseal_audit.who_could(regclass, jsonb, timestamptz, uuid) is
$$Who could select, update or delete a row of a protected table at a moment: people and their credentials, by the
memberships, roles, accounts and credentials as they were. The row, its workspace and owner, and the protection and
privileges of the table are as they are now, which row_as_of says; policies of the application's own may have let
through less. What people had proved then is not kept: where a table asks for an assurance, they and their sessions
count as who could have; who never could does not. key: the columns of a key with their values,
{"id": "…"}; workspace: for tables without one.
Caller: auditors and the database's owner; in a request those with audit:read, about theirs. The row is read with the
caller's own rights.
Errors: 22023 no key, or a moment to come; RS133 before what is kept; RS134 there is no such row, or the caller does not
see it; RS127 the table is not protected; RS005 another workspace; RS006 lacks audit:read; RS007 no workspace was named;
RS008 nobody entered.$$;

revoke execute on function rowseal_audit.who_could(regclass, jsonb, timestamptz, uuid) from public;
grant execute on function rowseal_audit.who_could(regclass, jsonb, timestamptz, uuid)
  to rowseal_auditor, rowseal_user, pg_database_owner;
