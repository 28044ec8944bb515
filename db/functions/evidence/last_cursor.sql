create or replace function rowseal_audit.last_cursor() returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace constant uuid := rowseal_private.audited_workspace(null);
  v_number bigint;
begin
  -- Two statements, so that each is planned with its index, as in rowseal_private.sealed_page.
  if v_workspace is null then
    select max(sealed.number) into v_number from rowseal_private.sealed_events as sealed;
  else
    select max(sealed.number) into v_number
      from rowseal_private.sealed_events as sealed where sealed.workspace_id = v_workspace;
  end if;
  return coalesce((
    select batch.segment || '.' || v_number
      from rowseal_private.event_batches as batch
     where batch.first_event <= v_number
     order by batch.first_event desc
     limit 1
  ), '0.0');
end
$$;

comment on function rowseal_audit.last_cursor() is
$$The cursor of the newest sealed event, after which rowseal_audit.events reads what is sealed from now on: of all,
in a request of those of the workspace entered. 0.0 where there is none.
Caller: as rowseal_audit.events.
Errors: RS006 lacks audit:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal_audit.last_cursor() from public;
grant execute on function rowseal_audit.last_cursor() to rowseal_auditor, rowseal_user, pg_database_owner;
