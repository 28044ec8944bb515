do $$
begin
  if to_regtype('rowseal_private.derived_password') is null then
    create type rowseal_private.derived_password as (
      salt bytea, key bytea, memory_kib integer, iterations integer, parallelism integer
    );
  end if;
end
$$;

comment on type rowseal_private.derived_password is
$$A key that a server derived from a password with argon2id, 32 bytes, and what it was derived with: a salt of 16 bytes
and the parameters. Only the SHA-256 of the key is stored.
Source: RFC 9106 (argon2id).$$;
