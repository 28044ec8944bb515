create or replace function rowseal_private.password_challenge(
  address text, ip inet default null, devices bytea default null,
  out status text, out retry_after interval, out salt bytea, out memory_kib integer, out iterations integer,
  out parallelism integer, out former jsonb
)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case when wait > interval '0' then 'throttled' else 'ok' end,
         nullif(wait, interval '0'),
         coalesce(password.salt, decoy.salt),
         case when password.user_id is not null then password.memory_kib
           when neighbour.turn is not null then neighbour.memory_kib else settings.password_memory_kib end,
         case when password.user_id is not null then password.iterations
           when neighbour.turn is not null then neighbour.iterations else settings.password_iterations end,
         case when password.user_id is not null then password.parallelism
           when neighbour.turn is not null then neighbour.parallelism else settings.password_parallelism end,
         case when password.user_id is not null then password.former
           else rowseal_private.decoy_of_former_hash(neighbour.former, decoy.salt) end
    from rowseal_private.settings as settings
   cross join lateral pg_catalog.substr(
           pg_catalog.sha256(
             settings.address_pepper
             || pg_catalog.convert_to(rowseal_private.normal_address(password_challenge.address), 'UTF8')
           ), 1, 16
         ) as decoy (salt)
    -- Passwords of people who have not come since the policy changed still cost what it said then, and that shows in
    -- time. Salts are random: the next one's cost is that of a password picked by chance, and stays the same.
    left join lateral (
      (select other.memory_kib, other.iterations, other.parallelism, other.former, 1 as turn
         from rowseal_private.passwords as other where other.salt >= decoy.salt order by other.salt limit 1)
       union all
      (select first.memory_kib, first.iterations, first.parallelism, first.former, 2
         from rowseal_private.passwords as first order by first.salt limit 1)
       order by turn
       limit 1
    ) as neighbour on true
    left join rowseal_private.identities as identity
      on identity.provider = 'password'
     and identity.subject_hash = rowseal_private.text_hash(rowseal_private.normal_address(password_challenge.address))
    left join rowseal_private.passwords as password on password.user_id = identity.user_id
   cross join lateral rowseal_private.login_wait(
           rowseal_private.known_device(identity.user_id, password_challenge.devices),
           'password ' || rowseal_private.normal_address(password_challenge.address), password_challenge.ip
         ) as wait;
end;

comment on function rowseal_private.password_challenge(text, inet, bytea) is
$$What the server derives a key from a typed password with: salt and argon2id parameters of the address, and how another
system had hashed a password that was imported (former, as passwords.former). An address that nobody registered gets
salts that are as stable and look as random, and the parameters of an existing password, so that such addresses take as
long as passwords do, in the same shares: those of today's policy, those of former ones, and those of other systems.
devices is as for rowseal_private.known_device.
Returns: a status: ok; throttled, with the time to wait: nothing is to be derived, because rowseal_private.log_in would
evaluate nothing; the same for every address, except on a device of its owner.
Source: RFC 9106 (argon2id).$$;

revoke execute on function rowseal_private.password_challenge(text, inet, bytea) from public;
grant execute on function rowseal_private.password_challenge(text, inet, bytea) to rowseal_issuer;
