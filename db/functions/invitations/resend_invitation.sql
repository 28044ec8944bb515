create or replace function rowseal.resend_invitation(
  id uuid, out status text, out expires_at timestamptz, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('members:write');
  v_invitation rowseal.invitations;
begin
  select * into v_invitation
    from rowseal.invitations as invitation
   where invitation.workspace_id = v_workspace_id
     and invitation.id = resend_invitation.id
     and invitation.accepted_at is null
     and invitation.revoked_at is null;
  if not found then
    raise exception 'there is no such invitation' using errcode = 'RS013';
  end if;
  select invited.status, invited.expires_at, invited.retry_after
    into resend_invitation.status, resend_invitation.expires_at, resend_invitation.retry_after
    from rowseal.invite_member(v_invitation.email, v_invitation.role) as invited;
end
$$;

comment on function rowseal.resend_invitation(uuid) is $$Mails an open invitation of the workspace entered once more, by
the rules of rowseal.invite_member and counted as one: the caller is its inviter from then on, it begins anew, and the
token that was mailed before is void. Requires members:write and every scope of its role.
Returns: a status: invited; throttled, with the time to wait.
Errors: those of rowseal.invite_member; RS013 no such invitation is open.$$;

revoke execute on function rowseal.resend_invitation(uuid) from public;
grant execute on function rowseal.resend_invitation(uuid) to rowseal_gateway;
