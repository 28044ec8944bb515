create or replace function rowseal_private.record_registrations() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.record_batch('user_registered', (
    select jsonb_agg(jsonb_build_object('user_id', registered.id)) from registered));
  return null;
end
$$;

comment on function rowseal_private.record_registrations() is
$$A trigger that writes the audit events of all users that a statement has made, as rowseal_private.record_change would
for each: an import makes them by the hundred.
Errors: those of rowseal_private.record_batch.$$;

revoke execute on function rowseal_private.record_registrations() from public;
