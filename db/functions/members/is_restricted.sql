create or replace function rowseal_private.is_restricted() returns boolean
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- SQL that can set the context can also clear it: a login that serves requests is restricted though nobody is in
  -- the transaction.
  return rowseal.session_id() is not null
      or pg_has_role(session_user, 'rowseal_user', 'usage') and not pg_has_role(session_user, 'rowseal_owner', 'set');
end
$$;

comment on function rowseal_private.is_restricted() is $$Whether what this transaction writes must stay within
somebody's scopes: somebody entered it, or its login role serves requests (is a member of rowseal_user). Not so for
administrators, migrations, the issuer and the worker.
Errors: 28000 bad context.$$;

revoke execute on function rowseal_private.is_restricted() from public;
