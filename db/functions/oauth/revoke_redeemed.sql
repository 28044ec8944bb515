create or replace function rowseal_private.revoke_redeemed(code rowseal_private.presented_token, ip inet) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_session_id uuid;
begin
  select issued.session_id
    into v_session_id
    from rowseal_private.oauth_codes as issued
   where issued.user_id = code.owner_id
     and issued.id = code.id
     and issued.secret_hash = sha256(code.digest);
  if v_session_id is not null then
    perform rowseal_private.revoke_session(
      code.owner_id, v_session_id, 'authorization_code_replayed', revoke_redeemed.ip
    );
  end if;
end
$$;

comment on function rowseal_private.revoke_redeemed(rowseal_private.presented_token, inet) is
$$Revokes the grant that an authorization code was exchanged for, if it was, because somebody presents the code again.
Source: RFC 6749 section 4.1.2.$$;

revoke execute on function rowseal_private.revoke_redeemed(rowseal_private.presented_token, inet) from public;
