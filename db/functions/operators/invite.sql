create or replace function rowseal_audit.invite(workspace uuid, address text, role text, inviter uuid) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_email constant text := rowseal_private.require_address(invite.address);
  v_home rowseal.workspaces;
  v_invitation rowseal.invitations;
begin
  -- Every change of who belongs to a workspace takes this row first.
  select * into v_home from rowseal.workspaces as home where home.id = invite.workspace for update;
  if not rowseal_private.allows_address(v_home.email_domains, v_email) then
    raise exception 'the workspace does not invite addresses of this domain' using errcode = 'RS028';
  elsif exists (
    select
      from rowseal.memberships as membership
      join rowseal.users as account on account.id = membership.user_id
     where membership.workspace_id = invite.workspace and account.email = v_email
  ) then
    raise exception 'this address is a member''s already' using errcode = 'RS020';
  end if;
  v_invitation := rowseal_private.save_invitation(
    invite.workspace, v_email, invite.role, invite.inviter,
    now() + (select settings.invitation_lifetime from rowseal_private.settings as settings));
  if v_home.erase_at is not null or not rowseal_private.is_covered(v_invitation) then
    raise exception 'who invites is a member with every scope of the role' using errcode = 'RS006';
  end if;
  return v_invitation.id;
end
$$;

comment on function rowseal_audit.invite(uuid, text, text, uuid) is $$Invites an address to a workspace, as a role, by
mail and in the name of a member: inviter, who has to have every scope of the role, now and when the invitation is
accepted. An open invitation of the same address is replaced. The audit event names the login role.
Caller: the database's owner, superusers.
Returns: the id of the invitation.
Errors: RS006 the inviter lacks a scope of the role, or is no member, or the workspace was deleted; RS020 the address is
a member's; RS028 the workspace invites no addresses of this domain; 23502, 23514 not an address; 23503 there is no such
workspace, user or role there.$$;

revoke execute on function rowseal_audit.invite(uuid, text, text, uuid) from public;
grant execute on function rowseal_audit.invite(uuid, text, text, uuid) to pg_database_owner;
