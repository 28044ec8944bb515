create or replace function rowseal_private.claim_address(user_id uuid, address text) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  values ('password', rowseal_private.text_hash(claim_address.address), claim_address.address, claim_address.user_id)
  on conflict on constraint identities_pkey do nothing;
  return exists (
    select from rowseal_private.identities as identity
     where identity.provider = 'password'
       and identity.subject_hash = rowseal_private.text_hash(claim_address.address)
       and identity.user_id = claim_address.user_id
  ) and not rowseal_private.is_address_reserved(claim_address.address, claim_address.user_id);
end
$$;

comment on function rowseal_private.claim_address(uuid, text) is
$$Makes an address the one that a user signs in with by password, unless another user signs in with it,
or did so until lately (rowseal_private.is_address_reserved).
Returns: whether it is theirs now.$$;

revoke execute on function rowseal_private.claim_address(uuid, text) from public;
