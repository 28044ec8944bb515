create or replace function rowseal.accept_invitation(
  token text, out status text, out workspace_id uuid, out role text, out retry_after interval
)
  language sql volatile parallel unsafe security definer set search_path = ''
begin atomic
  select accepted.*
    from (select rowseal_private.token_payload('rsi_', accept_invitation.token) as bytes) as payload
   cross join lateral rowseal.accept_invitation_with_digest(
           rowseal_private.uuid_at(payload.bytes, 1), rowseal_private.uuid_at(payload.bytes, 17),
           pg_catalog.sha256(pg_catalog.substr(payload.bytes, 33, 33))
         ) as accepted;
end;

comment on function rowseal.accept_invitation(text) is $$rowseal.accept_invitation_with_digest by the token itself
(rsi_…), for clients that speak SQL. The secret is then in the statement or in a parameter, and in the logs of a server
that logs those.
Returns: the statuses of rowseal.accept_invitation_with_digest.
Errors: those of rowseal.accept_invitation_with_digest.$$;

revoke execute on function rowseal.accept_invitation(text) from public;
grant execute on function rowseal.accept_invitation(text) to rowseal_gateway;
