create or replace function rowseal_private.record_event(
  kind text, user_id uuid, workspace_id uuid, details jsonb, ip inet default null, before jsonb default null,
  after jsonb default null, actor_id uuid default null, credential_id uuid default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Outside requests nobody has entered, and what stands in the setting is of another session user.
  v_entered constant boolean := rowseal.in_request_now();
  v_actor_id uuid := record_event.actor_id;
  v_credential_id uuid := record_event.credential_id;
begin
  if v_entered then
    select coalesce(entered.user_id, entered.service_id, v_actor_id), coalesce(entered.credential_id, v_credential_id)
      into v_actor_id, v_credential_id
      from rowseal_private.entered() as entered;
  end if;
  insert into rowseal_private.audit_events (
    workspace_id, at, id, kind, user_id, actor_id, credential_id, request_id, details, ip, before, after
  )
  values (
    coalesce(record_event.workspace_id, rowseal_private.no_workspace()), clock_timestamp(), rowseal.uuidv7(),
    record_event.kind, record_event.user_id, v_actor_id, v_credential_id,
    coalesce(case when v_entered then rowseal.request_id() end, rowseal_private.door_request()),
    record_event.details, coalesce(record_event.ip, case when v_entered then rowseal.request_ip() end),
    record_event.before, record_event.after
  );
end
$$;

comment on function rowseal_private.record_event(text, uuid, uuid, jsonb, inet, jsonb, jsonb, uuid, uuid) is
$$Writes an audit event, with the caller's commit: kind (words and underscores), whom it is about or who did it, the
workspace (null: none), details of ids and words, the client's address (null: that of the request), and of a change
what the columns were and are. Who acted, a user or a service, by which credential, through which login role and in
which request it finds itself; actor_id and credential_id say so where nobody has entered. Never a credential, nor what
may be one. It announces nothing, because NOTIFY makes commits wait for each other (rowseal_private.seal_events).
Errors: 28000, RS017 of rowseal_private.entered().$$;

revoke execute on function rowseal_private.record_event(text, uuid, uuid, jsonb, inet, jsonb, jsonb, uuid, uuid)
  from public;
