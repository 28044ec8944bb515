create or replace function rowseal_audit.set_installation_policy(
  required_assurance integer default null, grace interval default '7 days'
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.settings as settings
     set required_assurance = set_installation_policy.required_assurance,
         assurance_grace = set_installation_policy.grace
   where (settings.required_assurance, settings.assurance_grace)
     is distinct from (set_installation_policy.required_assurance, set_installation_policy.grace);
  return case when found then 'changed' else 'unchanged' end;
end
$$;

comment on function rowseal_audit.set_installation_policy(integer, interval) is $$Asks everybody for a level of
assurance, in every workspace: 2, two factors; 3, a passkey; null: nothing is asked any more. People have the grace
period from now on, or from when they registered (ninety days at most), and are told by mail where they lack the
factor. Without a grace period new passwords need 8 characters instead of 15; where that is taken back, who has signed
in with a password alone that was chosen meanwhile is signed out.
Caller: the database's owner, superusers.
Returns: changed; unchanged, it was so.
Errors: 23502, 23514 a value that is not allowed.$$;

revoke execute on function rowseal_audit.set_installation_policy(integer, interval) from public;
grant execute on function rowseal_audit.set_installation_policy(integer, interval) to pg_database_owner;
