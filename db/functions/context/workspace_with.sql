create or replace function rowseal.workspace_with(scope text) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  if position(convert_to(' ' || workspace_with.scope || ' ', 'UTF8') in v_context) > 0 then
    return encode(substr(v_context, 73, 36), 'escape')::uuid;
  end if;
  if v_context is null then
    raise exception 'nobody entered this transaction' using errcode = 'RS008';
  elsif substr(v_context, 73, 1) = '-' then
    raise exception 'no workspace was named' using errcode = 'RS007';
  end if;
  return null;
end
$$;

comment on function rowseal.workspace_with(text) is $$The workspace of this transaction if the effective scopes
contain this one, else null, which matches no row: for tables that are protected with missing => 'hide'.
Errors: RS007 no workspace was named; RS008 nobody entered; 28000 bad context.$$;

revoke execute on function rowseal.workspace_with(text) from public;
grant execute on function rowseal.workspace_with(text) to public;
