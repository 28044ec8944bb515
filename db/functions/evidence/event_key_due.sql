create or replace function rowseal_private.event_key_due(created_at timestamptz) returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select event_key_due.created_at + settings.event_key_rotation <= pg_catalog.clock_timestamp()
    from rowseal_private.settings as settings;
end;

comment on function rowseal_private.event_key_due(timestamptz) is
$$Whether a key that was made at that moment has signed sealed audit events for as long as settings.event_key_rotation
says.$$;

revoke execute on function rowseal_private.event_key_due(timestamptz) from public;
