create or replace function rowseal_private.begin_passkey(
  claims rowseal_private.claims, wanted text, origin text, challenge_digest bytea, browser_digest bytea,
  ip inet default null,
  out status text, out rp_id text, out handle bytea, out address text, out known jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_handle constant bytea := rowseal_private.random_bytes(64);
begin
  perform rowseal_private.enter_by_claims(begin_passkey.claims, begin_passkey.wanted, begin_passkey.ip);
  v_user_id := rowseal_private.require_fresh_proof();
  -- Else somebody could set up the passkey of an account that they made with the address of another.
  select account.email into address
    from rowseal.users as account where account.id = v_user_id and account.email_verified_at is not null;
  if not found then
    raise exception 'the address was not verified' using errcode = 'RS022';
  end if;
  rp_id := rowseal_private.passkey_host(begin_passkey.origin);
  if rp_id is null then
    status := 'elsewhere';
    return;
  end if;
  if (select count(*) from rowseal_private.passkeys as passkey where passkey.user_id = v_user_id) >= 20 then
    status := 'too_many';
    return;
  end if;
  insert into rowseal_private.passkey_handles (user_id, handle) values (v_user_id, v_handle) on conflict do nothing;
  select mine.handle into strict handle from rowseal_private.passkey_handles as mine where mine.user_id = v_user_id;
  known := rowseal_private.shown_passkeys(v_user_id);
  perform rowseal_private.open_passkey_challenge(
    'register', v_user_id, false, begin_passkey.challenge_digest, begin_passkey.browser_digest);
  status := 'begun';
end
$$;

comment on function rowseal_private.begin_passkey(rowseal_private.claims, text, text, bytea, bytea, inet) is $$What
a browser makes a passkey with, for a user who has just proved as much as they can: challenge_digest is the SHA-256
of the challenge that the server has made, browser_digest that of the secret which the browser keeps. origin is the
server's own.
Caller: the issuer, so that SQL in a request sets up no passkey.
Returns: a status: begun with the domain (rp_id), what the authenticator is to call the user (handle, address), and the
passkeys that they have (known); elsewhere: passkeys of this installation are bound to another domain; too_many: they
have twenty.
Errors: those of rowseal.enter; RS010, RS050 as rowseal_private.require_fresh_proof; RS022 the address is not
verified.
Source: WebAuthn Level 3 section 5.4, NIST SP 800-63B-4 section 4.1.2.1.$$;

revoke execute on function rowseal_private.begin_passkey(rowseal_private.claims, text, text, bytea, bytea, inet)
  from public;
grant execute on function rowseal_private.begin_passkey(rowseal_private.claims, text, text, bytea, bytea, inet)
  to rowseal_issuer;
