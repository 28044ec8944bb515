create or replace function rowseal_private.needs_sign_in(
  request rowseal_private.oauth_requests, session rowseal_private.sessions
) returns boolean
  language sql stable parallel restricted
  return coalesce(
    (needs_sign_in.session).id is null
      or (needs_sign_in.session).authenticated_at < (needs_sign_in.request).created_at
        and ((needs_sign_in.request).prompt && array['login', 'select_account']
          or (needs_sign_in.session).user_id <> (needs_sign_in.request).subject)
      or rowseal_private.authentication_since(needs_sign_in.request, needs_sign_in.session) is not null
        and rowseal_private.proved_for(needs_sign_in.request, needs_sign_in.session) < coalesce(
          rowseal_private.asked_level(needs_sign_in.request, needs_sign_in.session),
          -- As much as a login has to reach.
          least(rowseal_private.account_level((needs_sign_in.session).user_id), 2)),
    false
  );

comment on function rowseal_private.needs_sign_in(rowseal_private.oauth_requests, rowseal_private.sessions) is
$$Whether somebody has to sign in before an authorization request can be answered: nobody is signed in (session is
null), or they were before the request, which asks for a new login (prompt), for a later one (max_age) or for another
user (subject). Who signs in as another user all the same is not asked again, nor is who has stepped up since as far as
they can, or as far as the request asks.
Returns: never null.
Source: OpenID Connect Core section 3.1.2.1 and 3.1.2.3.$$;

revoke execute on function rowseal_private.needs_sign_in(rowseal_private.oauth_requests, rowseal_private.sessions)
  from public;
