create or replace function rowseal_private.token_payload(prefix text, token text) returns bytea
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_bytes bytea;
  v_payload bytea;
begin
  if token_payload.token is null
     or length(token_payload.token) <> (case token_payload.prefix when 'rsr_' then 124 else 96 end)
     or token_payload.prefix not in ('rsr_', 'rsp_', 'rsc_', 'rsi_', 'rsv_')
     or left(token_payload.token, 4) <> token_payload.prefix
     or token_payload.token !~ '^[A-Za-z0-9_-]+$'
  then
    return null;
  end if;
  v_bytes := decode(translate(substr(token_payload.token, 5), '-_', '+/'), 'base64');
  v_payload := substr(v_bytes, 1, length(v_bytes) - 4);
  if substr(v_bytes, length(v_bytes) - 3) = rowseal_private.crc32(convert_to(token_payload.prefix, 'UTF8') || v_payload) then
    return v_payload;
  end if;
  return null;
end
$$;

comment on function rowseal_private.token_payload(text, text) is
  'The payload of a token of one kind (rsr_ refresh token, rsp_ personal access token, rsc_ authorization code, rsi_ invitation, rsv_ e-mail '
  'proof); null for anything that is not whole: another prefix, another length, a foreign character, a checksum that is not right.';

revoke execute on function rowseal_private.token_payload(text, text) from public;
