create or replace function rowseal_audit.remove_factors("user" uuid) returns integer
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.end_factors(remove_factors.user);
end;

comment on function rowseal_audit.remove_factors(uuid) is $$Removes the second factors of a user who has lost them and
their recovery codes, each with its audit event and a mail. Their sessions and tokens stay
(rowseal_audit.sign_out_user); their next login asks for a password or a provider alone. Be sure who asks for it.
Caller: the database's owner, superusers.
Returns: how many were removed.$$;

revoke execute on function rowseal_audit.remove_factors(uuid) from public;
grant execute on function rowseal_audit.remove_factors(uuid) to pg_database_owner;
