create or replace function rowseal_private.end_made_by(user_id uuid, maker_id uuid, stolen boolean) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_reason constant text := case when end_made_by.stolen then 'maker_stolen' else 'parent_ended' end;
begin
  -- First, and waiting for those that are being redeemed, so that the grants they became are seen below.
  delete from rowseal_private.oauth_codes as issued
   where issued.user_id = end_made_by.user_id
     and end_made_by.maker_id in (issued.parent_id, issued.origin_id)
     and issued.session_id is null;
  -- Apart, so that what has a parent is found by its index: this runs for each of the sessions that end at once, of
  -- which there may be thousands.
  if end_made_by.stolen then
    delete from rowseal_private.oauth_consents as given
     where given.user_id = end_made_by.user_id and given.origin_id = end_made_by.maker_id;
    perform rowseal_private.revoke_session(made.user_id, made.id, v_reason)
       from rowseal_private.sessions as made
      where made.user_id = end_made_by.user_id
        and made.origin_id = end_made_by.maker_id
        -- None but grants have one, and those that are open have an index.
        and made.client_id is not null
        and made.revoked_at is null;
    perform rowseal_private.end_token(made.user_id, made.id, v_reason)
       from rowseal_private.personal_access_tokens as made
      where made.user_id = end_made_by.user_id and made.origin_id = end_made_by.maker_id and made.revoked_at is null;
  else
    perform rowseal_private.revoke_session(made.user_id, made.id, v_reason)
       from rowseal_private.sessions as made
      where made.user_id = end_made_by.user_id and made.parent_id = end_made_by.maker_id and made.revoked_at is null;
    perform rowseal_private.end_token(made.user_id, made.id, v_reason)
       from rowseal_private.personal_access_tokens as made
      where made.user_id = end_made_by.user_id and made.parent_id = end_made_by.maker_id and made.revoked_at is null;
  end if;
  perform rowseal_private.end_invitation(made.workspace_id, made.id, v_reason)
     from rowseal.invitations as made
    where made.invited_by = end_made_by.user_id
      and (made.parent_id = end_made_by.maker_id and not end_made_by.stolen
        or made.origin_id = end_made_by.maker_id and end_made_by.stolen)
      and made.accepted_at is null
      and made.revoked_at is null;
  if end_made_by.stolen then
    perform rowseal_private.end_invitation_links(end_made_by.user_id, v_reason, origin_id => end_made_by.maker_id);
  end if;
end
$$;

comment on function rowseal_private.end_made_by(uuid, uuid, boolean) is
$$Ends everything that a session or token of a user is the parent of: grants, personal access tokens, open invitations,
and pending authorization codes. stolen: ends what a session that is limited in nothing has made or renewed, which
otherwise outlives it, and forgets what it consented to. A maker's row is locked while it makes something
(rowseal_private.delegate), so that what is made at this very moment is either seen here or refused there.$$;

revoke execute on function rowseal_private.end_made_by(uuid, uuid, boolean) from public;
