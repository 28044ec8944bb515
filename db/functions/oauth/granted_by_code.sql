create or replace function rowseal_private.granted_by_code(code rowseal_private.oauth_codes) returns jsonb
  language sql stable parallel restricted
  return pg_catalog.jsonb_build_object(
    'scope', pg_catalog.concat_ws(' ', nullif((code).identity_scope, ''), nullif((code).scope, '')),
    'resource', (code).resource,
    'authentication', rowseal_private.authentication_claims(
      array(select pg_catalog.jsonb_object_keys((code).proofs)), (code).authenticated_at),
    'identity', case when 'openid' = any (pg_catalog.string_to_array((code).identity_scope, ' ')) then
      pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
        'sub', (code).user_id, 'nonce', (code).nonce,
        'sid', coalesce((code).parent_id, (code).origin_id, (code).session_id)
      )) || rowseal_private.authentication_claims(
        array(select pg_catalog.jsonb_object_keys((code).proofs)), (code).authenticated_at)
    end
  );

comment on function rowseal_private.granted_by_code(rowseal_private.oauth_codes) is
$$What the exchange of an authorization code gave, for the token endpoint: scope, resource, how the user authenticated
(for access tokens), and the claims of the ID token (identity) where openid was asked for, whose sid is the login that
agreed, the same for every client of a browser. The code has been exchanged: it has a session.
Source: RFC 6749 section 5.1, OpenID Connect Core section 2, OpenID Connect Back-Channel Logout 1.0 section 2.1.$$;

revoke execute on function rowseal_private.granted_by_code(rowseal_private.oauth_codes) from public;
