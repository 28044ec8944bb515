create or replace function rowseal_private.link_to_session(
  provider text, subject text, user_id uuid, session_id uuid, ip inet
) returns text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  -- Taking the account back (rowseal_private.reset_password) waits for this link, or this link finds the session
  -- ended.
  perform from rowseal.users as account where account.id = link_to_session.user_id for share;
  -- Somebody who signed out on the way no longer wants the identity to be theirs.
  perform
    from rowseal_private.sessions as session
    join rowseal.users as account on account.id = session.user_id
   where session.user_id = link_to_session.user_id
     and session.id = link_to_session.session_id
     and session.client_id is null
     and session.scope is null
     and session.workspace_id is null
     and session.revoked_at is null
     and session.expires_at > now()
     and account.disabled_at is null;
  if not found then
    return 'denied';
  end if;
  return case
    when link_to_session.user_id = rowseal_private.link_identity(
      link_to_session.provider, link_to_session.subject, link_to_session.user_id, 'signed_in', link_to_session.ip
    ) then 'linked'
    else 'link_refused'
  end;
end
$$;

comment on function rowseal_private.link_to_session(text, text, uuid, uuid, inet) is
$$Links an identity to the user whose session asked for it, if that session has not ended and is limited in nothing.
Caller: only rowseal_private.log_in_with_identity.
Returns: a status: linked; link_refused: the identity is another user's; denied: the session has ended or is limited, or
the user is disabled.$$;

revoke execute on function rowseal_private.link_to_session(text, text, uuid, uuid, inet) from public;
