create or replace function rowseal_private.claim_address(user_id uuid, address text) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if rowseal_private.is_address_proved(claim_address.address, claim_address.user_id) then
    return false;
  end if;
  -- Of somebody who registered with it, and never proved to read this mailbox, as the caller has.
  delete from rowseal_private.identities as identity
   using rowseal.users as squatter
   where identity.provider = 'password'
     and identity.subject_hash = rowseal_private.text_hash(claim_address.address)
     and identity.user_id <> claim_address.user_id
     and squatter.id = identity.user_id
     and squatter.email_verified_at is null;
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  values ('password', rowseal_private.text_hash(claim_address.address), claim_address.address, claim_address.user_id)
  on conflict on constraint identities_pkey do nothing;
  return found or exists (
    select from rowseal_private.identities as identity
     where identity.provider = 'password'
       and identity.subject_hash = rowseal_private.text_hash(claim_address.address)
       and identity.user_id = claim_address.user_id
  );
end
$$;

comment on function rowseal_private.claim_address(uuid, text) is
$$Makes an address the one that a user signs in with by password, unless it is another's
(rowseal_private.is_address_proved), or another who has verified a different one signs in with it. Who only registered
with it loses it to who has proved to read its mailbox.
Caller: what has proved that, and holds rowseal_private.lock_addresses.
Returns: whether it is theirs now; where not, nothing was changed.$$;

revoke execute on function rowseal_private.claim_address(uuid, text) from public;
