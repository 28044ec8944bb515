create or replace function rowseal_private.token_payload(prefix text, token text) returns bytea
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  v_bytes constant bytea := rowseal_private.token_bytes(token_payload.prefix, token_payload.token);
begin
  if rowseal_private.has_checksum(token_payload.prefix, v_bytes) then
    return substr(v_bytes, 1, length(v_bytes) - 4);
  end if;
  return null;
end
$$;

comment on function rowseal_private.token_payload(text, text) is
$$The payload of a token of one kind: rsr_ refresh token, rsp_ personal access token, rsc_ authorization code, rsi_
invitation, rsj_ invitation link, rsv_ verification or reset token, rsd_ device token, rsl_ login that waits for a
second factor, rss_ key of a service.
Returns: null for anything that is not a complete token: another prefix, another length, a character outside base64url,
a wrong checksum.$$;

revoke execute on function rowseal_private.token_payload(text, text) from public;
