create or replace function rowseal_private.refresh_grant(
  token rowseal_private.presented_refresh_token, client_id text, resource text, scope text, ip inet, user_agent text,
  out status text, out claims rowseal_private.claims, out granted jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_refreshed record;
  v_session rowseal_private.sessions;
begin
  select refused.status
    into status
    from rowseal_private.sessions as session
   cross join lateral (values
     ('invalid_target', coalesce(refresh_grant.resource, session.resource, '') <> coalesce(session.resource, '')),
     ('invalid_scope', not string_to_array(refresh_grant.scope, ' ') <@ string_to_array(
       concat_ws(' ', session.identity_scope, session.scope), ' '))
   ) as refused (status, found)
   where session.user_id = token.user_id
     and session.id = token.session_id
     and session.client_id = refresh_grant.client_id
     and refused.found
   limit 1;
  if found then
    return;
  end if;
  select * into v_refreshed
    from rowseal_private.refresh_session(
      refresh_grant.token, refresh_grant.ip, refresh_grant.user_agent, refresh_grant.client_id);
  status := v_refreshed.status;
  claims := v_refreshed.claims;
  select * into v_session from rowseal_private.sessions as session
   where session.user_id = (claims).sub and session.id = (claims).sid;
  if found then
    -- Sealed anew, not kept: the next refresh may ask for all of the grant again.
    if refresh_grant.scope is not null then
      v_session.scope := rowseal_private.scope_words(refresh_grant.scope, false);
      claims := rowseal_private.access_claims(v_session);
    end if;
    granted := jsonb_build_object(
      'scope', concat_ws(' ', nullif(v_session.identity_scope, ''), nullif(v_session.scope, '')),
      'resource', v_session.resource,
      'authentication', rowseal_private.authentication_of(v_session)
    );
  end if;
end
$$;

comment on function rowseal_private.refresh_grant(
  rowseal_private.presented_refresh_token, text, text, text, inet, text
) is
$$rowseal_private.refresh_session for a grant: only the client that it was made to, which has been authenticated, can
refresh it. scope limits the access token to some of the grant's scopes (null: to all); what the client may know of the
user stays as granted. resource as in rowseal_private.redeem_code.
Returns: the statuses of refresh_session, and what the token is for (scope, resource); or invalid_target or
invalid_scope, more or other was asked for than was granted, and nothing has changed.
Source: RFC 6749 section 6 (scope), RFC 8707 section 2.2 (resource).$$;

revoke execute on function rowseal_private.refresh_grant(
  rowseal_private.presented_refresh_token, text, text, text, inet, text) from public;
grant execute on function rowseal_private.refresh_grant(
  rowseal_private.presented_refresh_token, text, text, text, inet, text) to rowseal_issuer;
