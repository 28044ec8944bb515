create or replace function rowseal_private.findings_in_installation() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'installation_changed', 'high', coalesce(recorded.object, present.object),
         case
           when present.object is null then 'The installer made it, and it is gone.'
           when recorded.object is null then 'It is in a schema of Rowseal, and the installer did not make it.'
           else 'It differs from what the installer made.'
         end,
         pg_catalog.concat_ws(
           '; ', case when not changed.owner then 'set local role rowseal_owner' end,
           case when present.object is not null and (
             recorded.object is null or recorded.object ~ '^(policy|trigger) ') then present.undo end,
           recorded.definition, case when not changed.owner then 'reset role' end),
         case when changed.owner then rowseal_private.run_by_superuser() else 'owner' end, present.definition
    from rowseal_private.installed_objects as recorded
    full join rowseal_private.present_objects() as present on present.object = recorded.object
   cross join lateral (select coalesce(recorded.object, present.object) ~ '^owner of ' as owner) as changed
   where recorded.definition is distinct from present.definition
     -- Of what is gone or new, that is said.
     and not (changed.owner and (recorded.object is null or present.object is null))
     -- Nothing was recorded: an installation from before this was.
     and exists (select from rowseal_private.installed_objects)
  union all
  select 'test_kit', 'high', 'schema rowseal_test',
         'The kit for tests can act as anybody: it belongs in test databases only.',
         'set local role rowseal_owner; drop schema rowseal_test cascade; reset role', 'owner', null
   where exists (
     select from pg_catalog.pg_proc
      where pronamespace = pg_catalog.to_regnamespace('rowseal_test') and proname = 'as_user'
   );
end;

comment on function rowseal_private.findings_in_installation() is
$$Findings in the objects of Rowseal itself: what differs from the record of the last installation,
and the kit for tests.$$;

revoke execute on function rowseal_private.findings_in_installation() from public;
