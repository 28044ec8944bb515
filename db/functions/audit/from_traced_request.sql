create or replace function rowseal_private.from_traced_request(ip inet, request_id text, traceparent text)
  returns inet
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Only what has the form of a place in a trace: it is given to the worker, which says it to collectors.
  perform set_config(
    'rowseal.door_trace',
    case when from_traced_request.traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-01$' then
      from_traced_request.traceparent else '' end, true);
  return rowseal_private.from_request(from_traced_request.ip, from_traced_request.request_id);
end
$$;

comment on function rowseal_private.from_traced_request(inet, text, text) is
$$As rowseal_private.from_request, for a request whose trace is sampled: jobs that come about in the same transaction
say where it stands (rowseal_private.traced_payload). traceparent: as W3C Trace Context
writes it; of any other form, and not sampled, it is ignored.
Caller: the issuer.
Returns: ip, as it is.$$;

revoke execute on function rowseal_private.from_traced_request(inet, text, text) from public;
grant execute on function rowseal_private.from_traced_request(inet, text, text) to rowseal_issuer;
