create or replace function rowseal.enter_with_token(
  token text, ip inet, wanted text, request_id text
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_prefix constant text := case when enter_with_token.token like 'rss~_%' escape '~' then 'rss_' else 'rsp_' end;
  -- user, or workspace (16 bytes), token (16), secret (33), checksum (4)
  v_bytes constant bytea := case v_prefix
    when 'rss_' then rowseal_private.token_bytes('rss_', enter_with_token.token)
    else rowseal_private.token_bytes('rsp_', enter_with_token.token) end;
begin
  perform rowseal.enter_with_digest(
    rowseal_private.uuid_at(v_bytes, 1), rowseal_private.uuid_at(v_bytes, 17),
    case when rowseal_private.has_checksum(v_prefix, v_bytes) then sha256(substr(v_bytes, 33, 33)) end,
    enter_with_token.ip, enter_with_token.wanted, enter_with_token.request_id
  );
end
$$;

comment on function rowseal.enter_with_token(text, inet, text, text) is
$$rowseal.enter_with_digest by the token itself (rsp_…, rss_…), for clients that speak SQL. The secret is then in the
statement or in a parameter, and in the logs of a server that logs those.
Errors: those of rowseal.enter_with_digest.$$;

revoke execute on function rowseal.enter_with_token(text, inet, text, text) from public;
grant execute on function rowseal.enter_with_token(text, inet, text, text) to rowseal_gateway;
