create or replace function rowseal_private.token_bytes(prefix text, token text) returns bytea
  language sql immutable parallel safe
  return case
    when token_bytes.prefix not in ('rsr_', 'rsp_', 'rsc_', 'rsi_', 'rsv_', 'rsd_', 'rsl_', 'rss_', 'rsj_') then null
    when length(token_bytes.token) = (case token_bytes.prefix when 'rsr_' then 124 else 96 end)
      and token_bytes.token ~ ('^' || token_bytes.prefix || '[A-Za-z0-9_-]+$')
      -- replace() is several times as fast as translate(), which takes a text apart by characters.
      then pg_catalog.decode(
        pg_catalog.replace(pg_catalog.replace(pg_catalog.substr(token_bytes.token, 5), '-', '+'), '_', '/'), 'base64')
  end;

comment on function rowseal_private.token_bytes(text, text) is
$$What stands behind the prefix of a token, payload and checksum. The checksum is not verified: see
rowseal_private.has_checksum. No SET clause, so that it is inlined into its callers, where the prefix is a constant and
everything that depends on it is folded.
Returns: null for another kind of token, another length or a character outside base64url.$$;

revoke execute on function rowseal_private.token_bytes(text, text) from public;
