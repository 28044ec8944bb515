create or replace function rowseal.enter_with_payload(
  payload jsonb, wanted text default null, ip inet default null, request_id text default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if (
    pg_input_is_valid(enter_with_payload.payload ->> 'sub', 'uuid')
    and pg_input_is_valid(enter_with_payload.payload ->> 'sid', 'uuid')
    and coalesce(pg_input_is_valid(enter_with_payload.payload ->> 'workspace', 'uuid'), true)
    and pg_input_is_valid(enter_with_payload.payload ->> 'exp', 'bigint')
    and enter_with_payload.payload ->> 'seal' ~ '^[0-9a-f]{64}$'
  ) is not true then
    raise exception 'this is no payload of an access token' using errcode = 'RS001';
  end if;
  perform rowseal.enter(
    (enter_with_payload.payload ->> 'sub')::uuid, (enter_with_payload.payload ->> 'sid')::uuid,
    (enter_with_payload.payload ->> 'workspace')::uuid, enter_with_payload.payload ->> 'scope',
    (enter_with_payload.payload ->> 'exp')::bigint, enter_with_payload.payload ->> 'seal_key',
    decode(enter_with_payload.payload ->> 'seal', 'hex'), enter_with_payload.wanted, enter_with_payload.ip,
    enter_with_payload.request_id
  );
end
$$;

comment on function rowseal.enter_with_payload(jsonb, text, inet, text) is
$$rowseal.enter by the payload of an access token as it is, for clients that speak SQL: the caller has verified the JWT
by its signature (/v1/jwks.json), issuer and audience, and the seal in the payload is checked here. The fast form is
rowseal.enter.
Errors: those of rowseal.enter; RS001 no payload of Rowseal's.$$;

revoke execute on function rowseal.enter_with_payload(jsonb, text, inet, text) from public;
grant execute on function rowseal.enter_with_payload(jsonb, text, inet, text) to rowseal_gateway;
