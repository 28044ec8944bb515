create or replace function rowseal_private.erase_personal_values(
  users uuid[], since timestamptz, before timestamptz
) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_count integer;
begin
  with held as materialized (
    select sealed.workspace_id, sealed.at, sealed.id,
           rowseal_private.personal_of(event, batch.personal, sealed.salt) as personal, sealed.salt
      from rowseal_private.audit_events as event
      join rowseal_private.sealed_events as sealed
        on (sealed.workspace_id, sealed.at, sealed.id) = (event.workspace_id, event.at, event.id)
     cross join lateral (
       select stored.personal from rowseal_private.event_batches as stored
        where stored.first_event <= sealed.number
        order by stored.first_event desc
        limit 1
     ) as batch
     where event.at >= erase_personal_values.since and event.at < erase_personal_values.before
       and coalesce(event.actor_id, event.user_id) = any (erase_personal_values.users)
       and sealed.salt is not null
  ), forgotten as (
    update rowseal_private.sealed_events as sealed
       set salt = null,
           erased = (
             select jsonb_object_agg(value.key, rowseal_private.personal_hash(held.salt, value.value -> 'value'))
               from jsonb_each(held.personal) as value
           )
      from held
     where (sealed.workspace_id, sealed.at, sealed.id) = (held.workspace_id, held.at, held.id)
       and sealed.at >= erase_personal_values.since and sealed.at < erase_personal_values.before
  )
  update rowseal_private.audit_events as event
     set ip = case when held.personal ? 'ip' then null else event.ip end,
         details = event.details - rowseal_private.keys_in(held.personal, 'details'),
         before = event.before - rowseal_private.keys_in(held.personal, 'before'),
         after = event.after - rowseal_private.keys_in(held.personal, 'after')
    from held
   where (event.workspace_id, event.at, event.id) = (held.workspace_id, held.at, held.id)
     and event.at >= erase_personal_values.since and event.at < erase_personal_values.before;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function rowseal_private.erase_personal_values(uuid[], timestamptz, timestamptz) is
$$Erases the personal values of the sealed audit events of users, and the salts of their hashes: nobody can find out
what they were, and the chain still verifies. The events are those that they caused, or where nobody had entered that
are about them.
Caller: rowseal_private.purge_personal_values.
Returns: how many events.$$;

revoke execute on function rowseal_private.erase_personal_values(uuid[], timestamptz, timestamptz) from public;
