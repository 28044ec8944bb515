create or replace function rowseal.disconnect_app(client_id text) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_ended integer;
begin
  delete from rowseal_private.oauth_consents as given
    where given.user_id = v_user_id and given.client_id = disconnect_app.client_id;
  delete from rowseal_private.oauth_codes as issued
   where issued.user_id = v_user_id and issued.client_id = disconnect_app.client_id and issued.session_id is null;
  with granted as (
    select rowseal_private.revoke_session(mine.user_id, mine.id, 'disconnected_by_user') as ended
      from rowseal_private.sessions as mine
     where mine.user_id = v_user_id and mine.client_id = disconnect_app.client_id and mine.revoked_at is null
  )
  select count(*) filter (where granted.ended) into v_ended from granted;
  return v_ended;
end
$$;

comment on function rowseal.disconnect_app(text) is $$Revokes everything that the caller has granted to an application:
grants with their tokens, pending codes, the consent itself.
Returns: how many grants ended.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.disconnect_app(text) from public;
grant execute on function rowseal.disconnect_app(text) to rowseal_gateway;
