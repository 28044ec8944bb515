create or replace function rowseal_private.save_recovery_codes(user_id uuid, digests bytea) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if length(save_recovery_codes.digests) is distinct from 320 then
    raise exception 'there are ten recovery codes' using errcode = '23514';
  end if;
  delete from rowseal_private.recovery_codes as old where old.user_id = save_recovery_codes.user_id;
  insert into rowseal_private.recovery_codes (user_id, code_hash)
  select save_recovery_codes.user_id, sha256(substr(save_recovery_codes.digests, 32 * nth + 1, 32))
    from generate_series(0, 9) as nth;
end
$$;

comment on function rowseal_private.save_recovery_codes(uuid, bytea) is $$Gives a user ten recovery codes, in place of
those they had. digests are the SHA-256 of each, one after the other.
Errors: 23505 two are the same; 23514 not ten digests.$$;

revoke execute on function rowseal_private.save_recovery_codes(uuid, bytea) from public;
