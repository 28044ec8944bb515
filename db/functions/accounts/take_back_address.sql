create or replace function rowseal_private.take_back_address(former rowseal_private.former_addresses) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  delete from rowseal_private.identities as identity
   where identity.user_id = former.user_id and identity.provider = 'password';
  if not rowseal_private.claim_address(former.user_id, former.email) then
    raise unique_violation;
  end if;
  -- What was connected since: by somebody who was not the owner of this address.
  delete from rowseal_private.identities as identity
   where identity.user_id = former.user_id and identity.provider <> 'password'
     and identity.created_at >= former.changed_at;
  update rowseal.users as account
     set email = former.email, email_verified_at = clock_timestamp()
   where account.id = former.user_id;
  -- Those of the chain of changes that came later; the older ones stay, for whoever reads these mailboxes.
  update rowseal_private.former_addresses as later
     set expires_at = clock_timestamp(), secret_hash = null
   where later.user_id = former.user_id and later.changed_at >= former.changed_at
     and later.expires_at > clock_timestamp();
  return true;
exception
  when unique_violation then
    return false;
end
$$;

comment on function rowseal_private.take_back_address(rowseal_private.former_addresses) is
$$Gives a user a former address back, to sign in with too, and takes away the identities of other providers that were
linked since they had lost it.
Caller: only rowseal_private.restore_address.
Returns: false, and nothing has changed: somebody else has verified it.$$;

revoke execute on function rowseal_private.take_back_address(rowseal_private.former_addresses) from public;
