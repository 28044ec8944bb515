create or replace function rowseal_private.compose_email_code(address text, id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  update rowseal_private.email_codes as code
     set user_id = account.id, proof_version = account.proof_version
    from rowseal.users as account
   where code.id = compose_email_code.id
     and code.email = compose_email_code.address
     and code.expires_at > pg_catalog.clock_timestamp()
     and account.id = coalesce(code.user_id, rowseal_private.user_for_email_code(compose_email_code.address))
     and account.email = compose_email_code.address
     and account.disabled_at is null
  returning code.email, 'email_code'::text,
            pg_catalog.jsonb_build_object(
              'purpose', code.purpose, 'code_jwe', code.code_jwe,
              'lifetime', pg_catalog.ceil(extract(epoch from code.expires_at - pg_catalog.clock_timestamp())));
end;

comment on function rowseal_private.compose_email_code(text, uuid) is
$$The mail with a code that somebody asked for, which is right from now on. id names the request.
Returns: no row where nobody has the address, or the code has expired.$$;

revoke execute on function rowseal_private.compose_email_code(text, uuid) from public;
