create or replace function rowseal_private.use_assertion(
  client_id text, jti text, expires_at timestamptz
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.keep_to_reads();
  insert into rowseal_private.oauth_assertions (client_id, jti_hash, expires_at)
  values (use_assertion.client_id, rowseal_private.text_hash(use_assertion.jti), use_assertion.expires_at)
  on conflict on constraint oauth_assertions_pkey do nothing;
  return found;
end
$$;

comment on function rowseal_private.use_assertion(text, text, timestamptz) is $$Uses up the jti of a client assertion.
Returns: false where it was used before.
Source: RFC 7523 section 3.$$;

revoke execute on function rowseal_private.use_assertion(text, text, timestamptz) from public;
grant execute on function rowseal_private.use_assertion(text, text, timestamptz) to rowseal_issuer;
