create or replace function rowseal_private.record_batch(kind text, events jsonb) returns void
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
  select coalesce(event.workspace_id, rowseal_private.no_workspace()), clock_timestamp(), rowseal.uuidv7(),
         record_batch.kind, event.user_id, v_actor_id, v_credential_id,
         coalesce(case when v_entered then rowseal.request_id() end, rowseal_private.door_request()),
         coalesce(event.details, '{}'), case when v_entered then rowseal.request_ip() end
    from jsonb_to_recordset(record_batch.events) as event (user_id uuid, workspace_id uuid, details jsonb);
end
$$;

comment on function rowseal_private.record_batch(text, jsonb) is
$$Writes audit events of one kind as rowseal_private.record_event would one by one: a JSON array of objects with
user_id, workspace_id and details, each of which may be left out. Null is no event.
Errors: 28000, RS017 of rowseal_private.entered().$$;

revoke execute on function rowseal_private.record_batch(text, jsonb) from public;
