create or replace function rowseal_private.purge_invitations(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_before constant timestamptz := now() - (select settings.kept_after_end from rowseal_private.settings as settings);
  v_purged integer;
begin
  delete from rowseal.invitations
   where ctid = any (array(
     select due.ctid
       from rowseal.invitations as due
      where coalesce(due.accepted_at, due.revoked_at, due.expires_at) < v_before
      order by coalesce(due.accepted_at, due.revoked_at, due.expires_at)
      limit purge_invitations.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_invitations(integer) is
$$Removes up to batch invitations that ended longer ago than settings.kept_after_end.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_invitations(integer) from public;
