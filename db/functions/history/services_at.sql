create or replace function rowseal_private.services_at(workspace_id uuid, service_id uuid, at timestamptz)
  returns table (kind text, id uuid, scopes text[], disabled boolean)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with former (kind, id, began_at, state) as (
    select distinct on (ended.kind, ended.name) ended.kind, ended.name::uuid, ended.began_at, ended.state
      from rowseal_private.former_states as ended
     where ended.workspace_id = services_at.workspace_id
       and ended.user_id = rowseal_private.no_workspace()
       and ended.kind in ('service', 'service_key')
       and ended.ended_at > services_at.at
     order by ended.kind, ended.name, ended.ended_at
  ),
  service (id, scopes, disabled_at) as (
    select former.id, array(select pg_catalog.jsonb_array_elements_text(former.state -> 'scopes')),
           (former.state ->> 'disabled_at')::timestamptz
      from former
     where former.kind = 'service' and former.began_at <= services_at.at
    union all
    select known.id, known.scopes, known.disabled_at
      from rowseal_private.services as known
     where known.workspace_id = services_at.workspace_id
       and known.created_at <= services_at.at
       and not exists (select from former where former.kind = 'service' and former.id = known.id)
  ),
  key (id, service_id, scopes, expires_at, revoked_at) as (
    select former.id, (former.state ->> 'service_id')::uuid,
           array(select pg_catalog.jsonb_array_elements_text(former.state -> 'scopes')),
           (former.state ->> 'expires_at')::timestamptz,
           (former.state ->> 'revoked_at')::timestamptz
      from former
     where former.kind = 'service_key' and former.began_at <= services_at.at
    union all
    select known.id, known.service_id, known.scopes, known.expires_at, known.revoked_at
      from rowseal_private.service_keys as known
     where known.workspace_id = services_at.workspace_id
       and known.created_at <= services_at.at
       and not exists (select from former where former.kind = 'service_key' and former.id = known.id)
  )
  select shown.kind, shown.id, shown.scopes, coalesce(service.disabled_at <= services_at.at, false)
    from service
   cross join lateral (
     select 'service' as kind, service.id, service.scopes
     union all
     select 'service_key', key.id, rowseal_private.array_intersection(service.scopes, key.scopes)
       from key
      where key.service_id = service.id
        and key.expires_at > services_at.at
        and coalesce(key.revoked_at > services_at.at, true)
   ) as shown
   where services_at.service_id is null or service.id = services_at.service_id;
end;

comment on function rowseal_private.services_at(uuid, uuid, timestamptz) is
$$The services of a workspace at a moment, what they had been given, and their keys that were good then; service_id: one
of them, null: all. disabled: it was.$$;

revoke execute on function rowseal_private.services_at(uuid, uuid, timestamptz) from public;
