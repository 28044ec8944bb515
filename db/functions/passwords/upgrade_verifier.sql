create or replace function rowseal_private.upgrade_verifier(
  address text, current_key bytea, password rowseal_private.derived_password
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.keep_to_reads();
  perform rowseal_private.require_password_policy(upgrade_verifier.password);
  update rowseal_private.passwords as stored
     set salt = password.salt,
         verifier = sha256(password.key),
         memory_kib = password.memory_kib,
         iterations = password.iterations,
         parallelism = password.parallelism,
         former = null
    from rowseal_private.identities as identity
   where identity.provider = 'password'
     and identity.subject_hash = rowseal_private.text_hash(rowseal_private.normal_address(upgrade_verifier.address))
     and stored.user_id = identity.user_id
     and stored.verifier = sha256(upgrade_verifier.current_key)
     and (
       stored.former is not null
       or rowseal_private.is_stronger(password.memory_kib, password.iterations, stored.memory_kib, stored.iterations)
     );
  return found;
end
$$;

comment on function rowseal_private.upgrade_verifier(text, bytea, rowseal_private.derived_password) is
$$Exchanges the verifier of a password for a stronger one, with the parameters of today, after a login that
rowseal_private.log_in answered with renewal due. The password stays the same: current_key proves it, and it is
derived anew. One that was imported is a password like any other from then on.
Returns: false where current_key is not (or no longer) right, and where the parameters are not stronger.
Errors: RS120 the key has another length; RS121 the parameters are not those of the policy.$$;

revoke execute on function rowseal_private.upgrade_verifier(text, bytea, rowseal_private.derived_password)
  from public;
grant execute on function rowseal_private.upgrade_verifier(text, bytea, rowseal_private.derived_password)
  to rowseal_issuer;
