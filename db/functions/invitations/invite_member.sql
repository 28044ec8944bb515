create or replace function rowseal.invite_member(
  address text, role text, out status text, out id uuid, out expires_at timestamptz, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_email constant text := rowseal_private.require_address(invite_member.address);
  v_inviting record;
begin
  select * into v_inviting from rowseal_private.inviting(invite_member.role);
  select * into status, id, expires_at, retry_after
    from rowseal_private.invite_address(
      v_inviting.workspace, v_email, invite_member.role, v_inviting.ends_at, v_inviting.parent_id, v_inviting.origin_id
    );
  case status
    when 'address_not_allowed' then
      raise exception 'the workspace does not invite addresses of this domain' using errcode = 'RS028';
    when 'insufficient_scope' then
      raise exception 'nobody can give or take a role above their own scopes' using errcode = 'RS006';
    when 'already_member' then
      raise exception 'whoever has this address is a member already' using errcode = 'RS020';
    else
  end case;
end
$$;

comment on function rowseal.invite_member(text, text) is $$Invites an address to the workspace entered, as a role, by
mail. Requires members:write and every scope of the role. An open invitation of the same address is replaced, and the
token that was mailed for it is void. A limited session, a grant or a token is the invitation's parent, and its end
revokes the invitation.
Returns: a status: invited; throttled, this workspace has invited too many, with the time to wait.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such role; RS020 the address is a member's;
RS028 the workspace invites no addresses of this domain; RS050 a session invites an owner without a fresh proof; 23502,
23514 not an address.$$;

revoke execute on function rowseal.invite_member(text, text) from public;
grant execute on function rowseal.invite_member(text, text) to rowseal_gateway;
