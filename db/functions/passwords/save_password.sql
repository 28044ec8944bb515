create or replace function rowseal_private.save_password(user_id uuid, password rowseal_private.derived_password)
  returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
  values (
    save_password.user_id, password.salt, sha256(password.key), password.memory_kib, password.iterations,
    password.parallelism
  )
  on conflict on constraint passwords_pkey do update
    set salt = excluded.salt, verifier = excluded.verifier, memory_kib = excluded.memory_kib,
        iterations = excluded.iterations, parallelism = excluded.parallelism, former = null,
        changed_at = clock_timestamp();
end
$$;

comment on function rowseal_private.save_password(uuid, rowseal_private.derived_password) is
$$Stores a user's password, in place of the one they may have had.
Errors: 23514 the salt has another length than 16 bytes.$$;

revoke execute on function rowseal_private.save_password(uuid, rowseal_private.derived_password) from public;
