create or replace function rowseal_private.record_registrations() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Outside requests nobody has entered, and what stands in the setting is of another session user.
  v_entered constant boolean := rowseal.in_request_now();
  v_actor_id uuid;
  v_credential_id uuid;
begin
  if v_entered then
    select coalesce(entered.user_id, entered.service_id), entered.credential_id
      into v_actor_id, v_credential_id
      from rowseal_private.entered() as entered;
  end if;
  insert into rowseal_private.audit_events (
    workspace_id, at, id, kind, user_id, actor_id, credential_id, request_id, details, ip
  )
  select rowseal_private.no_workspace(), clock_timestamp(), rowseal.uuidv7(), 'user_registered', registered.id,
         v_actor_id, v_credential_id,
         coalesce(case when v_entered then rowseal.request_id() end, rowseal_private.door_request()), '{}',
         case when v_entered then rowseal.request_ip() end
    from registered;
  return null;
end
$$;

comment on function rowseal_private.record_registrations() is
$$A trigger that writes the audit events of all users that a statement has made, as rowseal_private.record_change would
for each: an import makes them by the hundred.
Errors: 28000, RS017 of rowseal_private.entered().$$;

revoke execute on function rowseal_private.record_registrations() from public;
