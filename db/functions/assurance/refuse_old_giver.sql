create or replace function rowseal_private.refuse_old_giver(given text[], held text[] default '{}') returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if 'owners:write' = any (refuse_old_giver.given)
     and not coalesce('owners:write' = any (refuse_old_giver.held), false)
  then
    perform rowseal_private.refuse_old_session();
  end if;
end
$$;

comment on function rowseal_private.refuse_old_giver(text[], text[]) is
$$Refuses a session that makes somebody an owner, unless its person has just proved as much as they can: another owner
could delete the workspace, which takes a fresh proof (rowseal.delete_workspace), and the giver cannot be sure to take
it back. given: the scopes that somebody gets; held: those that they have already. Of other credentials nothing is
asked: nobody is there, and who made them gave them owners:write then.
Caller: what gives roles, once it has checked the scopes of the caller.
Errors: RS050 the proofs are older.
Source: OWASP ASVS 7.5.3.$$;

revoke execute on function rowseal_private.refuse_old_giver(text[], text[]) from public;
