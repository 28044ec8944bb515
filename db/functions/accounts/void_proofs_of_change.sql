create or replace function rowseal_private.void_proofs_of_change() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_table_name = 'users' then
    -- Until the user is erased: what has it is erased too.
    insert into rowseal_private.former_addresses (user_id, email, changed_at, expires_at)
    values (new.id, old.email, clock_timestamp(), clock_timestamp());
    perform rowseal_private.void_proofs(new.id);
  else
    perform rowseal_private.void_proofs(new.user_id);
  end if;
  return null;
end
$$;

comment on function rowseal_private.void_proofs_of_change() is
$$Trigger of users and passwords: when the address or the password of somebody changes, by whatever SQL, what was mailed
before proves nothing any more. A former address is kept.$$;

revoke execute on function rowseal_private.void_proofs_of_change() from public;
