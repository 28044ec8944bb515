create or replace function rowseal_private.shown_session(
  token rowseal_private.presented_refresh_token
) returns rowseal_private.sessions
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_session constant rowseal_private.sessions := rowseal_private.session_of_refresh_token(shown_session.token);
begin
  if v_session.successor_shown_at is null and v_session.refresh_hash = sha256(token.digest) then
    update rowseal_private.sessions as session
       set successor_shown_at = clock_timestamp()
     where session.user_id = v_session.user_id
       and session.id = v_session.id
       and session.generation = v_session.generation
       and session.successor_shown_at is null;
  end if;
  return v_session;
end
$$;

comment on function rowseal_private.shown_session(rowseal_private.presented_refresh_token) is
$$rowseal_private.session_of_refresh_token for a page or a consent, which a browser shows its refresh token to. That it
has received the token is noted once: from then on the rotation that made it is not repeated for anybody who says that
its answer was lost.$$;

revoke execute on function rowseal_private.shown_session(rowseal_private.presented_refresh_token) from public;
