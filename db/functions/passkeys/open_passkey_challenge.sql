create or replace function rowseal_private.open_passkey_challenge(
  purpose text, user_id uuid, asks_verification boolean, challenge_digest bytea, browser_digest bytea
) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  insert into rowseal_private.passkey_challenges (
    challenge_hash, browser_hash, purpose, user_id, asks_verification, expires_at)
  values (
    sha256(open_passkey_challenge.challenge_digest), sha256(open_passkey_challenge.browser_digest),
    open_passkey_challenge.purpose, open_passkey_challenge.user_id, open_passkey_challenge.asks_verification,
    clock_timestamp() + interval '10 minutes');
end;

comment on function rowseal_private.open_passkey_challenge(text, uuid, boolean, bytea, bytea) is $$Keeps what an
authenticator is asked to sign, for ten minutes: for what, by whom (user_id; null: anybody), in which browser, and
whether it has to verify its user.$$;

revoke execute on function rowseal_private.open_passkey_challenge(text, uuid, boolean, bytea, bytea) from public;
