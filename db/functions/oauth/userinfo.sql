create or replace function rowseal.userinfo() returns jsonb
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_identity_scope text;
begin
  select session.identity_scope
    into v_identity_scope
    from rowseal_private.sessions as session
   where session.user_id = rowseal.user_id() and session.id = rowseal.session_id();
  if coalesce('openid' = any (string_to_array(v_identity_scope, ' ')), false) then
    return rowseal_private.identity_claims(rowseal.user_id(), v_identity_scope);
  end if;
  raise exception 'this needs the scope openid' using errcode = 'RS006';
end
$$;

comment on function rowseal.userinfo() is $$Claims of the user whom a grant stands for, as far as its scopes allow.
Errors: RS006 the credential is not a grant with the scope openid; 28000 bad context.
Source: OpenID Connect Core section 5.3.$$;

revoke execute on function rowseal.userinfo() from public;
grant execute on function rowseal.userinfo() to rowseal_gateway;
