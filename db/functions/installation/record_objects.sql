create or replace function rowseal_private.record_objects() returns void
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  delete from rowseal_private.installed_objects;
  insert into rowseal_private.installed_objects (object, definition)
  select present.object, present.definition from rowseal_private.present_objects() as present;
end;

comment on function rowseal_private.record_objects() is $$Records what is installed, for rowseal_audit.findings to
compare with.
Caller: the installer, at the end of an installation that changed something.$$;

revoke execute on function rowseal_private.record_objects() from public;
