create or replace function rowseal_private.log_in_with_identity(
  provider text, subject text, email text default null, email_verified boolean default false, name text default null,
  session_user_id uuid default null, session_id uuid default null, links boolean default false, ip inet default null,
  user_agent text default null, refresh_digest bytea default null, devices bytea default null,
  device_digest bytea default null, authenticated_at timestamptz default null, acr text default null,
  amr text[] default null, out status text, out claims rowseal_private.claims, out device_id uuid,
  out erase_at timestamptz, out restore_token text, out challenge text, out factors text[]
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_provider rowseal_private.identity_providers;
  v_user_id uuid;
  v_device_id uuid;
  v_completed record;
begin
  -- Disabling the provider waits for this login, or this login finds it disabled.
  select * into v_provider
    from rowseal_private.identity_providers as known
   where known.id = log_in_with_identity.provider and known.enabled
     for share;
  if not found then
    status := 'denied';
    return;
  end if;

  if log_in_with_identity.links then
    status := rowseal_private.link_to_session(v_provider.id, log_in_with_identity.subject,
      log_in_with_identity.session_user_id, log_in_with_identity.session_id, log_in_with_identity.ip);
    return;
  end if;

  select identity.user_id into v_user_id
    from rowseal_private.identities as identity
   where identity.provider = v_provider.id
     and identity.subject_hash = rowseal_private.text_hash(log_in_with_identity.subject)
     for key share;
  if not found then
    select found.status, found.user_id
      into status, v_user_id
      from rowseal_private.user_of_new_identity(
        v_provider, log_in_with_identity.subject, log_in_with_identity.email,
        coalesce(log_in_with_identity.email_verified, false), log_in_with_identity.name, log_in_with_identity.ip
      ) as found;
    if status <> 'ok' then
      return;
    end if;
  end if;
  select * into erase_at, restore_token from rowseal_private.offer_restoration(v_user_id);
  if erase_at is not null then
    status := 'account_deleted';
    return;
  end if;
  if exists (select from rowseal.users as account where account.id = v_user_id and account.disabled_at is not null) then
    status := 'denied';
    perform rowseal_private.record_login_failure(
      v_provider.id, v_user_id::text, v_user_id, null, log_in_with_identity.ip);
    return;
  end if;

  v_device_id := rowseal_private.known_device(v_user_id, log_in_with_identity.devices);
  perform rowseal_private.note_login_network(v_user_id, v_device_id, log_in_with_identity.ip);
  select * into v_completed from rowseal_private.complete_login(
    v_user_id, v_provider.id,
    jsonb_build_object(rowseal_private.provider_proof(v_provider, log_in_with_identity.acr, log_in_with_identity.amr),
      least(coalesce(log_in_with_identity.authenticated_at, '-infinity'), now())),
    null, null, log_in_with_identity.ip, log_in_with_identity.user_agent, log_in_with_identity.refresh_digest,
    v_device_id, log_in_with_identity.device_digest, null
  );
  status := v_completed.status;
  claims := v_completed.claims;
  device_id := v_completed.device_id;
  challenge := v_completed.challenge;
  factors := v_completed.factors;
  perform rowseal_private.replace_session(
    log_in_with_identity.session_user_id, log_in_with_identity.session_id, claims, log_in_with_identity.ip)
    where status = 'ok';
end
$$;

comment on function rowseal_private.log_in_with_identity(
  text, text, text, boolean, text, uuid, uuid, boolean, inet, text, bytea, bytea, bytea, timestamptz, text, text[]
) is
$$Every login through another identity provider, once the server has verified what the provider says. (provider,
subject) is the identity; email, email_verified and name are the provider's word, and count at its first login only;
session_user_id, session_id and links are as rowseal_private.consume_provider_login returned them; refresh_digest is
the SHA-256 of the secret of the new session's refresh token; devices, device_digest and device_id are as in
rowseal_private.log_in; authenticated_at, acr and amr are when and how the provider says that it authenticated the
person (null: it does not say).
Returns: a status: ok with the sealed claims of an access token, and the session it came from has ended;
second_factor as in rowseal_private.log_in; linked: links, and nobody was signed in; link_refused: the address has an
account that does not count as theirs, or the identity is another's; registration_closed, whether the address has an
account or not; email_required; denied: the provider or the user is disabled, or the session that was to link has
ended; throttled: too many addresses from this network that their providers had not verified; account_deleted, as in
rowseal_private.log_in.
Errors: 23514 what the provider says is not a valid address, subject or name.
Source: OWASP ASVS 6.8.1 (identity), 7.2.4 (the old session ends).$$;

revoke execute on function rowseal_private.log_in_with_identity(
  text, text, text, boolean, text, uuid, uuid, boolean, inet, text, bytea, bytea, bytea, timestamptz, text, text[])
  from public;
grant execute on function rowseal_private.log_in_with_identity(
  text, text, text, boolean, text, uuid, uuid, boolean, inet, text, bytea, bytea, bytea, timestamptz, text, text[])
  to rowseal_issuer;
