create or replace function rowseal_private.authentic_session(
  token rowseal_private.presented_refresh_token, out user_id uuid, out id uuid, out client_id text
)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if (authentic_session.token).session_id is null then
    return;
  end if;
  select session.user_id, session.id, session.client_id
    into authentic_session.user_id, authentic_session.id, authentic_session.client_id
    from rowseal_private.sessions as session
   where session.user_id = (authentic_session.token).user_id
     and session.id = (authentic_session.token).session_id
     and rowseal_private.is_proven(session.generation, session.refresh_hash, authentic_session.token);
end
$$;

comment on function rowseal_private.authentic_session(rowseal_private.presented_refresh_token) is
$$The session that a refresh token was issued for, whatever the token's age, if it is authentic, and the OAuth client
that it is a grant to.
Returns: nulls for any other.$$;

revoke execute on function rowseal_private.authentic_session(rowseal_private.presented_refresh_token) from public;
