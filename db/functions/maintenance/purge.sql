create or replace function rowseal_private.purge(batch integer default 1000) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_settings rowseal_private.settings;
  v_purged integer;
  v_total integer := 0;
begin
  select * into strict v_settings from rowseal_private.settings;

  delete from rowseal_private.sessions as session
   using (
     select due.user_id, due.id
       from rowseal_private.sessions as due
      where due.expires_at < now() - v_settings.kept_after_end or due.revoked_at < now() - v_settings.kept_after_end
      limit purge.batch
        for update skip locked
   ) as due
   where session.user_id = due.user_id and session.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.personal_access_tokens as token
   using (
     select due.user_id, due.id
       from rowseal_private.personal_access_tokens as due
      where least(due.expires_at, due.revoked_at) < now() - v_settings.kept_after_end
      limit purge.batch
        for update skip locked
   ) as due
   where token.user_id = due.user_id and token.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.email_proofs as proof
   using (
     select due.user_id, due.id
       from rowseal_private.email_proofs as due
      where due.expires_at < now()
      limit purge.batch
        for update skip locked
   ) as due
   where proof.user_id = due.user_id and proof.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.oauth_requests as request
   using (
     select due.id from rowseal_private.oauth_requests as due where due.expires_at < now() limit purge.batch for update skip locked
   ) as due
   where request.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.provider_logins as login
   using (
     select due.state_hash from rowseal_private.provider_logins as due where due.expires_at < now() limit purge.batch for update skip locked
   ) as due
   where login.state_hash = due.state_hash;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  -- A code that was redeemed is kept while its grant may live: a replay of it still has to end that.
  delete from rowseal_private.oauth_codes as code
   using (
     select due.user_id, due.id
       from rowseal_private.oauth_codes as due
      where due.expires_at < now() - case when due.session_id is null then interval '0' else v_settings.session_lifetime end
      limit purge.batch
        for update skip locked
   ) as due
   where code.user_id = due.user_id and code.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.oauth_assertions as assertion
   using (
     select due.client_id, due.jti_hash
       from rowseal_private.oauth_assertions as due
      where due.expires_at < now()
      limit purge.batch
        for update skip locked
   ) as due
   where assertion.client_id = due.client_id and assertion.jti_hash = due.jti_hash;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal.invitations as invitation
   using (
     select due.workspace_id, due.id
       from rowseal.invitations as due
      where coalesce(due.accepted_at, due.revoked_at, due.expires_at) < now() - v_settings.kept_after_end
      limit purge.batch
        for update skip locked
   ) as due
   where invitation.workspace_id = due.workspace_id and invitation.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.throttles as throttle
   using (
     select due.kind, due.subject_hash
       from rowseal_private.throttles as due
       join rowseal_private.throttle_limits as limits on limits.kind = due.kind
      where due.last_attempt_at < now() - limits.forgotten_after and due.blocked_until < now()
      limit purge.batch
        for update of due skip locked
   ) as due
   where throttle.kind = due.kind and throttle.subject_hash = due.subject_hash;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.known_networks as known
   using (
     select due.user_id, due.network
       from rowseal_private.known_networks as due
      where due.seen_at < now() - v_settings.known_network_lifetime
      limit purge.batch
        for update skip locked
   ) as due
   where known.user_id = due.user_id and known.network = due.network;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  -- Old dumps hold them too: nothing is verified by what is not here.
  delete from rowseal_private.seal_keys as key where key.retires_at < clock_timestamp();
  get diagnostics v_purged = row_count;
  return v_total + v_purged;
end
$$;

comment on function rowseal_private.purge(integer) is
  'Removes what has ended: sessions, personal access tokens and invitations, once they were kept for as long as the settings say; e-mail proofs; '
  'authorization requests, codes, assertions and logins through providers that can no longer be used; counters of attempts; networks that a user was not seen in for long; '
  'seal keys that have retired. At most batch of each, and none that somebody is using. Returns how many, so that the caller goes on until '
  'nothing is left.';

revoke execute on function rowseal_private.purge(integer) from public;
grant execute on function rowseal_private.purge(integer) to rowseal_worker;
