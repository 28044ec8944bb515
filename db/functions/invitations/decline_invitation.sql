create or replace function rowseal.decline_invitation(token text, out status text, out retry_after interval)
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select declined.*
    from (select rowseal_private.token_payload('rsi_', decline_invitation.token) as bytes) as payload
   cross join lateral rowseal.decline_invitation_with_digest(
           rowseal_private.uuid_at(payload.bytes, 1), rowseal_private.uuid_at(payload.bytes, 17),
           pg_catalog.sha256(pg_catalog.substr(payload.bytes, 33, 33))
         ) as declined;
end;

comment on function rowseal.decline_invitation(text) is
$$Declines an invitation, by the token that was mailed (rsi_…). The caller has the address that was invited, and a
session that is limited in nothing.
Caller: clients that speak SQL; the secret is then in the statement or in a parameter, and in the logs of a server that
logs those. Servers call rowseal.decline_invitation_with_digest.
Returns: the statuses of rowseal.decline_invitation_with_digest.
Errors: those of rowseal.decline_invitation_with_digest.$$;

revoke execute on function rowseal.decline_invitation(text) from public;
grant execute on function rowseal.decline_invitation(text) to rowseal_gateway;
