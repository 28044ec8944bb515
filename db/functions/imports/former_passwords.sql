create or replace function rowseal_audit.former_passwords()
  returns table (algorithm text, under_argon2id boolean, amount bigint, oldest timestamptz)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select password.former ->> 'algorithm', password.memory_kib is not null, count(*), min(password.changed_at)
    from rowseal_private.passwords as password
   where password.former is not null
   group by 1, 2
   order by 1, 2;
end;

comment on function rowseal_audit.former_passwords() is
$$How many passwords are still hashed as another system had done, by algorithm, and with argon2id over it or without:
those of people who have not signed in since they were imported.
Caller: the database's owner, superusers, auditors.$$;

revoke execute on function rowseal_audit.former_passwords() from public;
grant execute on function rowseal_audit.former_passwords() to rowseal_auditor, pg_database_owner;
