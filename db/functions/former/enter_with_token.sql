create or replace function rowseal.enter_with_token(
  token text, ip inet default null, wanted text default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal.enter_with_token(enter_with_token.token, enter_with_token.ip, enter_with_token.wanted, null);
end
$$;

comment on function rowseal.enter_with_token(text, inet, text) is
$$rowseal.enter_with_token as it was before it took the id of the request, which is unknown. Kept for one release.
Errors: those of rowseal.enter_with_token.$$;

revoke execute on function rowseal.enter_with_token(text, inet, text) from public;
grant execute on function rowseal.enter_with_token(text, inet, text) to rowseal_gateway;
