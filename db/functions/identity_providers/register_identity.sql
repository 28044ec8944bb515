create or replace function rowseal_private.register_identity(
  provider text, subject text, email text, email_verified boolean, name text, ip inet,
  out status text, out user_id uuid
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_made uuid;
begin
  if exists (select from rowseal.users as account where account.email = register_identity.email)
     or rowseal_private.is_address_reserved(register_identity.email, null)
  then
    status := 'link_refused';
    return;
  end if;
  insert into rowseal.users (email, name, email_verified_at)
  values (
    register_identity.email, register_identity.name,
    case when register_identity.email_verified then clock_timestamp() end
  )
  returning id into v_made;
  user_id := rowseal_private.link_identity(
    register_identity.provider, register_identity.subject, v_made, 'registered', register_identity.ip
  );
  if user_id <> v_made then
    delete from rowseal.users as loser where loser.id = v_made;
  elsif not register_identity.email_verified then
    perform rowseal_private.enqueue_mail_to_address('registered', register_identity.email, v_made);
  end if;
  status := 'ok';
end
$$;

comment on function rowseal_private.register_identity(text, text, text, boolean, text, inet) is
$$Creates the user of an identity that nobody has yet, where their address (in lower case) has no account. An address
that the provider has not verified is mailed a token to verify it.
Caller: only rowseal_private.user_of_new_identity, which holds the lock of the address.
Returns: a status: ok with the user, who is another's where a first login of the same identity came in between;
link_refused: the address has an account, or had one until lately.
Errors: 23514 not an address, a subject or a name.$$;

revoke execute on function rowseal_private.register_identity(text, text, text, boolean, text, inet) from public;
