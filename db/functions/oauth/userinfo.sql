create or replace function rowseal.userinfo() returns jsonb
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims constant jsonb := (
    select rowseal_private.identity_claims(account, session.identity_scope)
      from rowseal_private.entered() as caller
      join rowseal_private.sessions as session
        on session.user_id = caller.user_id and session.id = caller.credential_id
      join rowseal.users as account on account.id = session.user_id
     where 'openid' = any (string_to_array(session.identity_scope, ' '))
  );
begin
  if v_claims is null then
    raise exception 'this needs the scope openid' using errcode = 'RS006';
  end if;
  return v_claims;
end
$$;

comment on function rowseal.userinfo() is $$Claims of the user whom a grant stands for, as far as its scopes allow.
Errors: RS006 the credential is not a grant with the scope openid; 28000 bad context.
Source: OpenID Connect Core section 5.3.$$;

revoke execute on function rowseal.userinfo() from public;
grant execute on function rowseal.userinfo() to rowseal_gateway;
