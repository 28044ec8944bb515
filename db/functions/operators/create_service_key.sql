create or replace function rowseal_audit.create_service_key(
  workspace uuid, service uuid, expires_at timestamptz default null, networks cidr[] default null,
  out id uuid, out token text, out ends_at timestamptz
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_service rowseal_private.services;
begin
  select known.* into v_service
    from rowseal_private.services as known
   where known.workspace_id = create_service_key.workspace and known.id = create_service_key.service
     for update;
  if not found then
    raise exception 'there is no such service' using errcode = 'RS013';
  end if;
  ends_at := coalesce(create_service_key.expires_at, now() + (
    select home.longest_token_lifetime from rowseal.workspaces as home where home.id = create_service_key.workspace));
  select made.id, made.token
    into create_service_key.id, create_service_key.token
    from rowseal_private.issue_service_key(v_service, ends_at, create_service_key.networks, null) as made;
end
$$;

comment on function rowseal_audit.create_service_key(uuid, uuid, timestamptz, cidr[]) is $$Makes a key of a service,
which ends as late as the workspace allows where nobody says when.
Caller: the database's owner, superusers.
Returns: the key, which cannot be seen again, and when it ends.
Errors: RS011 expires too late, or in the past; RS013 no such service; RS042 two keys are live; 23514 an empty list of
networks, or more than 100.$$;

revoke execute on function rowseal_audit.create_service_key(uuid, uuid, timestamptz, cidr[]) from public;
grant execute on function rowseal_audit.create_service_key(uuid, uuid, timestamptz, cidr[]) to pg_database_owner;
