create or replace function rowseal_audit.recover(since timestamptz)
  returns table (what text, ended bigint)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_ended jsonb;
begin
  if (recover.since between now() - interval '100 years' and now()) is not true then
    raise exception 'changes were lost since a moment in the past' using errcode = '22023';
  end if;
  -- In the order of everybody who ends credentials: sessions, then what they make.
  with sessions as (
    update rowseal_private.sessions as session set revoked_at = clock_timestamp()
     where session.revoked_at is null and session.expires_at > clock_timestamp()
    returning session.client_id
  )
  select jsonb_build_object(
           'sessions', count(*) filter (where sessions.client_id is null), 'grants', count(sessions.client_id))
    into v_ended
    from sessions;
  with tokens as (
    update rowseal_private.personal_access_tokens as token set revoked_at = clock_timestamp()
     where token.revoked_at is null and token.expires_at > clock_timestamp()
    returning token.id
  ),
  bindings as (
    delete from rowseal_private.database_principals as bound returning bound.id
  ),
  keys as (
    update rowseal_private.service_keys as key set revoked_at = clock_timestamp()
     where key.revoked_at is null and key.expires_at > clock_timestamp()
    returning key.id
  ),
  invitations as (
    update rowseal.invitations as invitation set revoked_at = clock_timestamp(), secret_hash = null
     where invitation.accepted_at is null and invitation.revoked_at is null
    returning invitation.id
  ),
  links as (
    update rowseal_private.invitation_links as link set revoked_at = clock_timestamp(), secret_hash = null
     where link.revoked_at is null and link.expires_at > clock_timestamp()
    returning link.id
  ),
  codes as (
    delete from rowseal_private.oauth_codes as issued where issued.session_id is null returning issued.client_id
  ),
  proofs as (
    delete from rowseal_private.email_proofs as proof returning proof.id
  ),
  addresses as (
    delete from rowseal_private.pending_addresses as pending returning pending.user_id
  ),
  exports as (delete from rowseal_private.data_exports as export returning export.id),
  logins as (delete from rowseal_private.provider_logins as login returning 1),
  waiting as (delete from rowseal_private.login_challenges as login returning 1),
  asked as (delete from rowseal_private.passkey_challenges as challenge returning 1),
  mailed as (delete from rowseal_private.email_codes as code returning 1),
  recovery as (delete from rowseal_private.recovery_codes as code returning 1),
  recoveries as (delete from rowseal_private.factor_recoveries as waiting returning 1),
  consents as (delete from rowseal_private.oauth_consents as given returning given.client_id)
  select v_ended || jsonb_build_object(
           'personal access tokens', (select count(*) from tokens), 'service keys', (select count(*) from keys),
           'database roles', (select count(*) from bindings), 'invitations', (select count(*) from invitations),
           'invitation links', (select count(*) from links),
           'authorization codes', (select count(*) from codes),
           'recovery codes', (select count(*) from recovery),
           'mailed links', (select count(*) from proofs) + (select count(*) from addresses),
           'logins in progress', (select count(*) from logins) + (select count(*) from waiting)
             + (select count(*) from asked) + (select count(*) from mailed) + (select count(*) from recoveries),
           'exports', (select count(*) from exports), 'consents', (select count(*) from consents),
           'webhooks', rowseal_private.disable_all_webhooks())
    into v_ended;
  perform rowseal_private.rotate_seal_key(true);
  perform rowseal_private.acknowledge_place('recovered');
  perform rowseal_private.record_event(
    'recovered', null, null, jsonb_build_object('since', recover.since, 'ended', v_ended));
  return query select counted.key, counted.value::bigint from jsonb_each_text(v_ended) as counted order by 1;
end
$$;

comment on function rowseal_audit.recover(timestamptz) is $$Ends whatever a database that has lost its latest changes
(restored from a backup, promoted from a standby that lagged) may revive: every session, grant, personal access token,
key of a service, binding of a login role, invitation, code, recovery code, mailed link, export and consent, because
each may have been revoked or used since; and access tokens, by a new seal key. Webhooks are disabled: each may have
been removed or led elsewhere. What takes an account back to a former address stays: it is what its owner has against a
thief. Who was disabled, removed, given another role, another password or other factors since is not in this database
any more: exported events tell (docs/operate/backup.md). since: the moment from which changes were lost, for the audit
event. Servers serve from the commit on (rowseal.recovery_state). In one transaction, one event for all.
Caller: the database's owner, superusers; rowseal recover.
Returns: how many of each ended.
Errors: 22023 a moment that is not in the past.$$;

revoke execute on function rowseal_audit.recover(timestamptz) from public;
grant execute on function rowseal_audit.recover(timestamptz) to pg_database_owner;
