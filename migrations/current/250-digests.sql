-- Servers send the digest of a secret, and tables hold the digest of that. Old rows held the digest of the secret: it
-- is hashed once more, so that everything that was issued before goes on.
drop function if exists rowseal_private.refresh_session(text, inet, text, text);
drop function if exists rowseal_private.judge_refresh_token(text, text, inet);
drop function if exists rowseal_private.log_out(text, text, inet);
drop function if exists rowseal_private.browser_claims(text);
drop function if exists rowseal_private.inspect_refresh_token(text, text);
drop function if exists rowseal_private.revoke_by_refresh_token(text, text, inet);
drop function if exists rowseal_private.session_of_refresh_token(text);
drop function if exists rowseal_private.authentic_session(text);

do $$
begin
  if exists (
    select from pg_catalog.pg_attribute
     where attrelid = 'rowseal_private.sessions'::regclass and attname = 'refresh_key' and not attisdropped
  ) then
    update rowseal_private.sessions set refresh_hash = sha256(refresh_hash);
    update rowseal_private.personal_access_tokens set secret_hash = sha256(secret_hash);
    update rowseal_private.email_proofs set secret_hash = sha256(secret_hash);
    update rowseal.invitations set secret_hash = sha256(secret_hash) where secret_hash is not null;
    update rowseal_private.oauth_codes set secret_hash = sha256(secret_hash);
    update rowseal_private.oauth_clients set secret_hash = sha256(secret_hash) where secret_hash is not null;
    update rowseal_private.oauth_requests set browser_hash = sha256(browser_hash);
    update rowseal_private.provider_logins set browser_hash = sha256(browser_hash), state_hash = sha256(state_hash);
    -- Servers derive and tag refresh tokens, under a key that no dump holds.
    alter table rowseal_private.sessions drop column refresh_key, alter column refresh_hash drop not null;
    drop table rowseal_private.refresh_keys;
  end if;
end
$$;

comment on column rowseal_private.sessions.refresh_hash is
$$SHA-256 of the SHA-256 of the 32-byte secret of the refresh token that is good now; null: there is none, and the
session lasts as long as it does.$$;
comment on column rowseal_private.personal_access_tokens.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret.$$;
comment on column rowseal_private.email_proofs.secret_hash is $$SHA-256 of the SHA-256 of the 33-byte secret.$$;
comment on column rowseal_private.oauth_clients.secret_hash is
$$SHA-256 of the SHA-256 of the secret, which is 32 random bytes in base64url.$$;
comment on column rowseal_private.oauth_requests.browser_hash is
$$SHA-256 of the SHA-256 of the secret in that browser's cookie.$$;
comment on column rowseal_private.provider_logins.browser_hash is
$$SHA-256 of the SHA-256 of the secret in that browser's cookie.$$;
comment on column rowseal_private.provider_logins.state_hash is
$$SHA-256 of the SHA-256 of the state parameter. Nonce and PKCE verifier are derived from it and the browser's secret by
the server, and kept nowhere.$$;
comment on column rowseal.invitations.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret that was mailed last; null while none has been. Not granted to
anybody.$$;
