create or replace function rowseal_audit.list_services(workspace uuid)
  returns table (
    id uuid, name text, scopes text, state text, created_by uuid, key_id uuid, last_four text, networks cidr[],
    last_used_at timestamptz, expires_at timestamptz
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select service.id, service.name,
         pg_catalog.array_to_string(rowseal_private.scopes_of_service(service.scopes), ' '),
         case when service.disabled_at is null then 'live' else 'disabled' end, service.created_by, key.id,
         key.last_four, key.networks, key.last_used_at, key.expires_at
    from rowseal_private.services as service
    left join rowseal_private.service_keys as key
      on key.workspace_id = service.workspace_id and key.service_id = service.id
     and key.revoked_at is null and key.expires_at > pg_catalog.clock_timestamp()
   where service.workspace_id = list_services.workspace
   order by service.id, key.id;
end;

comment on function rowseal_audit.list_services(uuid) is $$The services of a workspace, a row for each live key of one,
and one for a service without.
Caller: auditors, the database's owner.$$;

revoke execute on function rowseal_audit.list_services(uuid) from public;
grant execute on function rowseal_audit.list_services(uuid) to rowseal_auditor, pg_database_owner;
