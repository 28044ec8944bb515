create or replace function rowseal_audit.reach_page(
  relation regclass, command text, workspace uuid, after uuid default null, page_size integer default 100
)
  returns table (
    id uuid, kind text, user_id uuid, role text, scopes text, last_used_at timestamptz, expires_at timestamptz,
    roles text[]
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace constant uuid := rowseal_private.audited_workspace(reach_page.workspace);
begin
  return query
    select principal.id, principal.kind, principal.user_id, principal.role, principal.scopes, principal.last_used_at,
           principal.expires_at, principal.roles
      from rowseal_private.principals_reaching(
        reach_page.relation, lower(reach_page.command), v_workspace) as principal
     where v_workspace is not null
       and (reach_page.after is null or principal.id > reach_page.after)
     order by principal.id
     limit least(greatest(reach_page.page_size, 1), 1000);
end
$$;

comment on function rowseal_audit.reach_page(regclass, text, uuid, uuid, integer) is
$$The people and live credentials of a workspace that rowseal_audit.reach counts, by id: person (the id of the user),
session, grant, token, database_role, service, service_key; with their owner, the scopes of the roles or those that the
credential is limited to, last use and end. after: the last id of the page before; page_size: 1 to 1000.
Caller: as rowseal_audit.reach.
Errors: as rowseal_audit.reach.$$;

revoke execute on function rowseal_audit.reach_page(regclass, text, uuid, uuid, integer) from public;
grant execute on function rowseal_audit.reach_page(regclass, text, uuid, uuid, integer)
  to rowseal_auditor, rowseal_user, pg_database_owner;
