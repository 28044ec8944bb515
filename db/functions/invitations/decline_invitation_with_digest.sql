create or replace function rowseal.decline_invitation_with_digest(
  owner_id uuid, id uuid, digest bytea, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_email constant text := (select account.email from rowseal.users as account where account.id = v_user_id);
  v_invitation rowseal.invitations;
begin
  select * into v_invitation
    from rowseal.invitations as invitation
   where invitation.workspace_id = decline_invitation_with_digest.owner_id
     and invitation.id = decline_invitation_with_digest.id
     and invitation.secret_hash = sha256(decline_invitation_with_digest.digest);
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('invitation_guess', v_user_id::text) as failure;
    return;
  end if;
  if v_invitation.email <> v_email or rowseal_private.is_address_reserved(v_email, v_user_id) then
    status := 'another_address';
    return;
  end if;
  status := case
    when v_invitation.expires_at > clock_timestamp()
      and rowseal_private.end_invitation(v_invitation.workspace_id, v_invitation.id, 'declined')
    then 'declined' else 'invalid' end;
end
$$;

comment on function rowseal.decline_invitation_with_digest(uuid, uuid, bytea) is
$$Declines the invitation of a token that was mailed, which is void from then on: by the same rules by which
rowseal.accept_invitation_with_digest accepts it. owner_id (the workspace) and id are those in the token, digest is the
SHA-256 of its secret.
Returns: a status: declined; invalid, it is unknown, used, revoked or expired; throttled, invalid like many before it
from this user, with the time to wait; another_address, it is for somebody else.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, a limited session, or a service.$$;

revoke execute on function rowseal.decline_invitation_with_digest(uuid, uuid, bytea) from public;
grant execute on function rowseal.decline_invitation_with_digest(uuid, uuid, bytea) to rowseal_gateway;
