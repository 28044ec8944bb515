create or replace function rowseal_private.upgrade_verifier(
  address text, current_key bytea, salt bytea, key bytea, memory_kib integer, iterations integer, parallelism integer
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  perform rowseal_private.require_password_policy(
    upgrade_verifier.key, upgrade_verifier.memory_kib, upgrade_verifier.iterations, upgrade_verifier.parallelism
  );
  update rowseal_private.passwords as password
     set salt = upgrade_verifier.salt,
         verifier = sha256(upgrade_verifier.key),
         memory_kib = upgrade_verifier.memory_kib,
         iterations = upgrade_verifier.iterations,
         parallelism = upgrade_verifier.parallelism
    from rowseal_private.identities as identity
   where identity.provider = 'password'
     and identity.subject_hash = rowseal_private.text_hash(lower(upgrade_verifier.address))
     and password.user_id = identity.user_id
     and password.verifier = sha256(upgrade_verifier.current_key)
     and rowseal_private.is_stronger(
       upgrade_verifier.memory_kib, upgrade_verifier.iterations, password.memory_kib, password.iterations
     );
  return found;
end
$$;

comment on function rowseal_private.upgrade_verifier(text, bytea, bytea, bytea, integer, integer, integer) is
$$Exchanges the verifier of a password for a stronger one, with the parameters of today, after a login that
rowseal_private.log_in answered with renewal due. The password stays the same: current_key proves it, key is derived
from it anew with salt and the parameters.
Returns: false where current_key is not (or no longer) right, and where the parameters are not stronger.
Errors: RS120 the key has another length; RS121 the parameters are not those of the policy.$$;

revoke execute on function rowseal_private.upgrade_verifier(text, bytea, bytea, bytea, integer, integer, integer)
  from public;
grant execute on function rowseal_private.upgrade_verifier(text, bytea, bytea, bytea, integer, integer, integer)
  to rowseal_issuer;
