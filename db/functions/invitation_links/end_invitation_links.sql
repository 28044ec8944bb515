create or replace function rowseal_private.end_invitation_links(
  created_by uuid, reason text, workspace_id uuid default null, made_before timestamptz default 'infinity',
  origin_id uuid default null
) returns integer
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  with ended as (
    update rowseal_private.invitation_links as link
       set revoked_at = pg_catalog.clock_timestamp(), secret_hash = null
     where link.created_by = end_invitation_links.created_by
       and link.workspace_id = coalesce(end_invitation_links.workspace_id, link.workspace_id)
       and link.created_at < end_invitation_links.made_before
       and (end_invitation_links.origin_id is null or link.origin_id = end_invitation_links.origin_id)
       and link.revoked_at is null
    returning link.workspace_id, link.id
  ),
  recorded as (
    select rowseal_private.record_event(
             'invitation_link_revoked', coalesce(rowseal.user_id(), end_invitation_links.created_by),
             ended.workspace_id,
             pg_catalog.jsonb_build_object('link_id', ended.id, 'reason', end_invitation_links.reason))
      from ended
  )
  select pg_catalog.count(*)::integer from recorded;
end;

comment on function rowseal_private.end_invitation_links(uuid, text, uuid, timestamptz, uuid) is
$$Revokes the invitation links that a user made: of a workspace (null: of all), before a time, by a session (null: by
any). reason goes into the audit events, in the same commit.
Returns: how many.$$;

revoke execute on function rowseal_private.end_invitation_links(uuid, text, uuid, timestamptz, uuid) from public;
