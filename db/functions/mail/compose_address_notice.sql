create or replace function rowseal_private.compose_address_notice(user_id uuid, id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
begin
  update rowseal_private.former_addresses as former
     set secret_hash = v_hash
    from rowseal.users as account
   where former.user_id = compose_address_notice.user_id
     and former.id = compose_address_notice.id
     and former.expires_at > clock_timestamp()
     and account.id = former.user_id
  returning former.email, 'address_changed',
            jsonb_build_object(
              'at', former.changed_at, 'expires_at', former.expires_at,
              'address', rowseal_private.masked_address(account.email))
       into recipient, kind, variables;
  if not found then
    return;
  end if;
  variables := variables || jsonb_build_object(
    'token', rowseal_private.format_token(
      'rsv_', uuid_send(compose_address_notice.user_id) || uuid_send(compose_address_notice.id) || v_secret
    )
  );
  return next;
end
$$;

comment on function rowseal_private.compose_address_notice(uuid, uuid) is
$$The mail to an address that was an account's until it got another one: with a token that takes it back
(rowseal_private.restore_address).
Returns: no row when it cannot be taken back any more.$$;

revoke execute on function rowseal_private.compose_address_notice(uuid, uuid) from public;
