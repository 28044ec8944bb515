-- What is gone, or has other arguments now. Never with CASCADE: what an application built on it has to be changed first.
drop function if exists rowseal.create_token(text, timestamptz, text, cidr[]);
drop function if exists rowseal.list_connected_apps();
drop function if exists rowseal.list_invitations();
drop function if exists rowseal.list_tokens();
drop function if exists rowseal.password_change_challenge();
drop function if exists rowseal.rotate_token(uuid, timestamptz);
drop function if exists rowseal_private.grantable_scope(text);
drop function if exists rowseal_private.is_within(uuid, text[]);
drop function if exists rowseal_private.needs_consent(rowseal_private.oauth_requests, rowseal_private.oauth_clients, uuid, uuid);
drop function if exists rowseal_private.open_session(uuid, uuid, text, inet, text, uuid, text, text, text, timestamptz);
drop function if exists rowseal_private.reset_password(text, bytea, bytea, integer, integer, integer, inet);
drop function if exists rowseal_private.rotate_seal_key();
