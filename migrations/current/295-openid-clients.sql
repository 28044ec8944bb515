-- Clients that send their secret in the form, PKCE that an operator waives, and requests that say whose answer they are
-- for.
alter table rowseal_private.oauth_clients add column if not exists pkce_waived boolean not null default false;
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_auth_method_check;
alter table rowseal_private.oauth_clients add constraint oauth_clients_auth_method_check
  check (auth_method in ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'));
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_one_way_to_authenticate;
alter table rowseal_private.oauth_clients add constraint oauth_clients_one_way_to_authenticate check (
  (secret_hash is not null) = (auth_method in ('client_secret_basic', 'client_secret_post'))
    and (jwks is not null) = (auth_method = 'private_key_jwt')
);
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_pkce_is_waived_by_us;
alter table rowseal_private.oauth_clients add constraint oauth_clients_pkce_is_waived_by_us check (
  not pkce_waived or auth_method <> 'none' and not registered_by_itself
);
comment on column rowseal_private.oauth_clients.pkce_waived is
$$Whether it may leave PKCE out where it asks for an ID token and sends a nonce (RFC 9700 section 2.1.1): for clients
that can prove who they are.$$;

alter table rowseal_private.oauth_requests alter column code_challenge drop not null;
alter table rowseal_private.oauth_requests add column if not exists subject uuid;
comment on column rowseal_private.oauth_requests.code_challenge is
$$Null: PKCE is waived for the client, and it has sent a nonce.$$;
comment on column rowseal_private.oauth_requests.subject is
$$The user that the client wants an answer for, by id_token_hint or the claims parameter; null: whoever signs in.$$;

alter table rowseal_private.oauth_codes alter column code_challenge drop not null;
comment on column rowseal_private.oauth_codes.code_challenge is
$$Null: it was asked for without, and is worth nothing with a verifier.$$;
comment on table rowseal_private.oauth_consents is
$$What people have agreed to; the nil workspace is none. Only of clients that an operator registered, and that can prove
who they are or are answered by https.$$;
