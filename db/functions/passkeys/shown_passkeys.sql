create or replace function rowseal_private.shown_passkeys(user_id uuid) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
           jsonb_agg(jsonb_build_object(
             'id', rowseal_private.base64url(passkey.credential_id),
             'transports', passkey.transports) order by passkey.id), '[]')
    from rowseal_private.passkeys as passkey
   where passkey.user_id = shown_passkeys.user_id;
end;

comment on function rowseal_private.shown_passkeys(uuid) is $$The passkeys of a user as browsers are told of them.
Returns: an array of objects; never null.
Source: WebAuthn Level 3 section 5.8.3 (PublicKeyCredentialDescriptorJSON).$$;

revoke execute on function rowseal_private.shown_passkeys(uuid) from public;
