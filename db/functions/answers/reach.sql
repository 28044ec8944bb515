create or replace function rowseal_audit.reach(
  relation regclass, command text default 'select', workspace uuid default null
)
  returns table (workspace_id uuid, role text, kind text, amount bigint, roles text[])
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace constant uuid := rowseal_private.audited_workspace(reach.workspace);
begin
  return query
    select principal.workspace_id, principal.role, principal.kind, count(*), principal.roles
      from rowseal_private.principals_reaching(reach.relation, lower(reach.command), v_workspace) as principal
     group by principal.workspace_id, principal.role, principal.roles, principal.kind
     order by principal.workspace_id, principal.role, principal.roles, principal.kind;
end
$$;

comment on function rowseal_audit.reach(regclass, text, uuid) is
$$How many people, sessions, grants to applications, personal access tokens, bound login roles, services and their keys
a protected table lets select, insert, update or delete rows now, by workspace and roles, of which role is the first.
Row rules (owner, parent) choose among the rows. Of the assurance that a workspace or the table asks for counts of
people what they could prove, of a session what it has.
Caller: auditors and the database's owner about all workspaces or one; in a request those with audit:read, about theirs.
Errors: 22023 no such command; RS005 another workspace; RS006 lacks audit:read; RS007, RS008 nobody entered a workspace;
RS127 the table is not protected.$$;

revoke execute on function rowseal_audit.reach(regclass, text, uuid) from public;
grant execute on function rowseal_audit.reach(regclass, text, uuid) to rowseal_auditor, rowseal_user, pg_database_owner;
