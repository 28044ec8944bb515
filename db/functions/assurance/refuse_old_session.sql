create or replace function rowseal_private.refuse_old_session() returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select from rowseal_private.reach_of(rowseal.user_id(), rowseal.session_id()) as caller
     where caller.kind = 'session'
  ) then
    perform rowseal_private.refuse_old_proofs(rowseal.user_id(), rowseal.session_id());
  end if;
end
$$;

comment on function rowseal_private.refuse_old_session() is
$$Refuses a session whose person has not just proved as much as they can. Of other credentials nothing is asked: nobody
is there, and who made them gave them their scopes then.
Caller: what takes away a protection of a workspace, or makes somebody an owner of it, once it has checked the scopes of
the caller.
Errors: RS050 the proofs are older.
Source: OWASP ASVS 7.5.3.$$;

revoke execute on function rowseal_private.refuse_old_session() from public;
