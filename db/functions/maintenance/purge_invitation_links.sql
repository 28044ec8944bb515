create or replace function rowseal_private.purge_invitation_links(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_before constant timestamptz := now() - (select settings.kept_after_end from rowseal_private.settings as settings);
  v_purged integer;
begin
  delete from rowseal_private.invitation_links
   where ctid = any (array(
     select due.ctid
       from rowseal_private.invitation_links as due
      where least(due.expires_at, due.revoked_at) < v_before
      order by least(due.expires_at, due.revoked_at)
      limit purge_invitation_links.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_invitation_links(integer) is
$$Removes up to batch invitation links that ended longer ago than settings.kept_after_end, and by a foreign key who
joined by them: that stays in the audit events.
Caller: rowseal_private.purge.
Returns: how many links it removed.$$;

revoke execute on function rowseal_private.purge_invitation_links(integer) from public;
