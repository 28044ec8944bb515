create or replace function rowseal_private.password_challenge(
  address text, out salt bytea, out memory_kib integer, out iterations integer, out parallelism integer
)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select coalesce(password.salt, pg_catalog.substr(decoy.digest, 1, 16)),
         coalesce(password.memory_kib, settings.password_memory_kib),
         coalesce(password.iterations, settings.password_iterations),
         coalesce(password.parallelism, settings.password_parallelism)
    from rowseal_private.settings as settings
   cross join lateral pg_catalog.sha256(
           settings.address_pepper || pg_catalog.convert_to(pg_catalog.lower(password_challenge.address), 'UTF8')
         ) as decoy (digest)
    left join rowseal_private.identities as identity
      on identity.provider = 'password'
     and identity.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.lower(password_challenge.address), 'UTF8'))
    left join rowseal_private.passwords as password on password.user_id = identity.user_id;
end;

comment on function rowseal_private.password_challenge(text) is
  'What the server derives a key from a typed password with: salt and argon2id (RFC 9106) parameters of the address. An address that '
  'nobody registered gets a salt that is as stable and as random to look at, and the parameters of today.';

revoke execute on function rowseal_private.password_challenge(text) from public;
grant execute on function rowseal_private.password_challenge(text) to rowseal_issuer;
