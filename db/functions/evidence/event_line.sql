create or replace function rowseal_private.event_line(
  event rowseal_private.audit_events, personal text[], salt bytea, erased jsonb
) returns text
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  -- One expression without a query, because each event of the installation passes here. Keys in their order.
  return '{"actor_id":' || coalesce(to_json(event.actor_id)::text, 'null')
    || ',"after":' || case
      when event.after is null and erased is null then 'null'
      else rowseal_private.sealed_json(event.after, 'after', personal, salt, erased)
    end
    || ',"at":"' || to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","before":' || case
      when event.before is null and erased is null then 'null'
      else rowseal_private.sealed_json(event.before, 'before', personal, salt, erased)
    end
    || ',"credential_id":' || coalesce(to_json(event.credential_id)::text, 'null')
    || ',"details":' || rowseal_private.sealed_json(event.details, 'details', personal, salt, erased)
    || ',"id":' || to_json(event.id)
    || ',"ip":' || case
      when erased ? 'ip' then (erased -> 'ip')::text
      when event.ip is null then 'null'
      when 'ip' = any (personal) then
        '"' || rowseal_private.personal_hash(salt, to_jsonb(format('%s', event.ip))) || '"'
      else to_json(format('%s', event.ip))::text
    end
    || ',"kind":' || to_json(event.kind)
    || ',"login_role":' || coalesce(to_json(event.login_role)::text, 'null')
    || ',"request_id":' || coalesce(to_json(event.request_id)::text, 'null')
    || ',"user_id":' || coalesce(to_json(event.user_id)::text, 'null')
    || ',"workspace_id":' || coalesce(
      to_json(nullif(event.workspace_id, rowseal_private.no_workspace()))::text, 'null')
    || ',"xid":"' || event.xid || '"}';
end
$$;

comment on function rowseal_private.event_line(rowseal_private.audit_events, text[], bytea, jsonb) is
$$The line of an audit event that is sealed: its columns as canonical JSON, with hashes in the place of personal values.
personal, salt and erased: of its batch and its row in rowseal_private.sealed_events. Null where a value is personal and
its salt is gone: no event that was sealed.
Source: RFC 8785.$$;

revoke execute on function rowseal_private.event_line(rowseal_private.audit_events, text[], bytea, jsonb) from public;
