create or replace function rowseal_private.purge_sessions(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_before constant timestamptz := now() - (select settings.kept_after_end from rowseal_private.settings as settings);
  v_expired integer;
  v_revoked integer;
begin
  with gone as (
    delete from rowseal_private.sessions
     where ctid = any (array(
       select due.ctid
         from rowseal_private.sessions as due
        where due.expires_at < v_before
        order by due.expires_at
        limit purge_sessions.batch
          for update skip locked
     ))
    returning user_id, id
  ), codes as (
    delete from rowseal_private.oauth_codes as code using gone
      where code.user_id = gone.user_id and code.session_id = gone.id
  )
  select count(*) into v_expired from gone;
  with gone as (
    delete from rowseal_private.sessions
     where ctid = any (array(
       select due.ctid
         from rowseal_private.sessions as due
        where due.revoked_at < v_before
        order by due.revoked_at
        limit purge_sessions.batch - v_expired
          for update skip locked
     ))
    returning user_id, id
  ), codes as (
    delete from rowseal_private.oauth_codes as code using gone
      where code.user_id = gone.user_id and code.session_id = gone.id
  )
  select count(*) into v_revoked from gone;
  return v_expired + v_revoked;
end
$$;

comment on function rowseal_private.purge_sessions(integer) is
$$Removes up to batch sessions that expired or were revoked longer ago than settings.kept_after_end. The authorization
code that a grant was made for is deleted with it.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_sessions(integer) from public;
