create or replace function rowseal_private.is_drop_told(until timestamptz) returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return exists (
    select from rowseal_private.audit_events as event
      join rowseal_private.sealed_events as sealed
        on (sealed.workspace_id, sealed.at, sealed.id) = (event.workspace_id, event.at, event.id)
     where event.workspace_id = rowseal_private.no_workspace()
       and event.kind = 'events_dropped'
       and (event.details ->> 'before')::timestamptz > is_drop_told.until
  );

comment on function rowseal_private.is_drop_told(timestamptz) is
$$Whether a sealed event says that events of a moment were dropped, as old as settings.audit_retention asks.$$;

revoke execute on function rowseal_private.is_drop_told(timestamptz) from public;
