create or replace function rowseal_private.traced_payload(payload jsonb) returns jsonb
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  -- Through any other door SQL in a request may write the setting.
  if session_user = 'rowseal_issuer' and current_setting('rowseal.door_trace', true) <> '' then
    return traced_payload.payload || jsonb_build_object('traceparent', current_setting('rowseal.door_trace'));
  end if;
  return traced_payload.payload;
end
$$;

comment on function rowseal_private.traced_payload(jsonb) is
$$The payload of a job, and with it where the request that causes it stands in its trace, if that is sampled
(rowseal_private.from_traced_request). It says nothing of anybody, and goes with the job when that has ended.
Returns: the payload as it is where there is no such trace.$$;

revoke execute on function rowseal_private.traced_payload(jsonb) from public;
