create or replace function rowseal.require_scope(scope text) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  if position(convert_to(' ' || require_scope.scope || ' ', 'UTF8') in v_context) > 0 then
    return encode(substr(v_context, 73, 36), 'escape')::uuid;
  end if;
  if v_context is null then
    raise exception 'nobody entered this transaction' using errcode = 'RS008';
  elsif substr(v_context, 73, 1) = '-' then
    raise exception 'no workspace was named' using errcode = 'RS007';
  end if;
  raise exception 'this needs the scope %', require_scope.scope using errcode = 'RS006';
end
$$;

comment on function rowseal.require_scope(text) is $$The workspace of this transaction if the effective scopes contain
this one, else an error: for policies of writes and for functions, where the caller has to learn of the denial.
Errors: RS006 the scope is missing; RS007 no workspace was named; RS008 nobody entered; 28000 bad context.$$;

revoke execute on function rowseal.require_scope(text) from public;
-- Policies of protected tables call it, through any view or function.
grant execute on function rowseal.require_scope(text) to public;
