do $$
begin
  if to_regtype('rowseal_private.asserted_passkey') is null then
    create type rowseal_private.asserted_passkey as (
      challenge_digest bytea,
      browser_digest bytea,
      credential_id bytea,
      user_handle bytea,
      is_authentic boolean,
      user_present boolean,
      user_verified boolean,
      backup_eligible boolean,
      backed_up boolean,
      sign_count bigint
    );
  end if;
end
$$;

comment on type rowseal_private.asserted_passkey is
$$What an authenticator has signed, as the server read it: the SHA-256 of the challenge and of the secret of the
browser, which passkey, whose it says it is, and its flags and count. is_authentic: type, challenge, origin, RP ID and
signature are right; where they are not, nothing else counts.$$;
