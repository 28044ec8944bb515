create or replace function rowseal_private.from_request(ip inet, request_id text) returns inet
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- As in the context of who enters (rowseal_private.context_body), so that one request has one id in all its events.
  perform set_config('rowseal.door_request', left(translate(from_request.request_id, ' |', ''), 64), true);
  perform rowseal_private.keep_to_reads();
  return from_request.ip;
end
$$;

comment on function rowseal_private.from_request(inet, text) is
$$Says which request a call of the issuing door belongs to, for audit events, and keeps it to reads in maintenance mode
(rowseal_private.keep_to_reads): it stands in the statement where the address of the client does, so that it is worked
out before the function that takes the address, in the same transaction, without a round trip of its own. request_id is
what logs call the request (64 characters, without blanks and "|"); null: unknown.
Caller: the issuer.
Returns: ip, as it is.$$;

revoke execute on function rowseal_private.from_request(inet, text) from public;
grant execute on function rowseal_private.from_request(inet, text) to rowseal_issuer;
