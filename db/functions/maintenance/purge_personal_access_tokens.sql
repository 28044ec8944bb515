create or replace function rowseal_private.purge_personal_access_tokens(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_before constant timestamptz := now() - (select settings.kept_after_end from rowseal_private.settings as settings);
  v_purged integer;
begin
  delete from rowseal_private.personal_access_tokens
   where ctid = any (array(
     select due.ctid
       from rowseal_private.personal_access_tokens as due
      where least(due.expires_at, due.revoked_at) < v_before
      order by least(due.expires_at, due.revoked_at)
      limit purge_personal_access_tokens.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_personal_access_tokens(integer) is
$$Removes up to batch personal access tokens that ended longer ago than settings.kept_after_end.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_personal_access_tokens(integer) from public;
