create or replace function rowseal_private.refresh_grant(
  token text, client_id text, resource text, ip inet, user_agent text,
  out status text, out claims rowseal_private.claims, out refresh_token text, out granted jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_refreshed record;
begin
  select 'invalid_target'
    into status
    from rowseal.parse_token(refresh_grant.token) as parsed
    join rowseal_private.sessions as session on session.user_id = parsed.owner_id and session.id = parsed.id
   where session.client_id = refresh_grant.client_id
     and session.resource is distinct from coalesce(refresh_grant.resource, session.resource);
  if found then
    return;
  end if;
  select * into v_refreshed
    from rowseal_private.refresh_session(refresh_grant.token, refresh_grant.ip, refresh_grant.user_agent, refresh_grant.client_id);
  status := v_refreshed.status;
  claims := v_refreshed.claims;
  refresh_token := v_refreshed.refresh_token;
  select jsonb_build_object(
           'scope', concat_ws(' ', nullif(session.identity_scope, ''), nullif(session.scope, '')), 'resource', session.resource
         )
    into granted
    from rowseal_private.sessions as session
   where session.user_id = (claims).sub and session.id = (claims).sid;
end
$$;

comment on function rowseal_private.refresh_grant(text, text, text, inet, text) is
  'rowseal_private.refresh_session for a grant: only the client that it was made to, which has been authenticated, can refresh it. Returns the statuses of '
  'refresh_session, and what was granted (scope, resource); or invalid_target, another resource was asked for than was granted (RFC 8707 section 2.2), '
  'and nothing has changed.';

revoke execute on function rowseal_private.refresh_grant(text, text, text, inet, text) from public;
grant execute on function rowseal_private.refresh_grant(text, text, text, inet, text) to rowseal_issuer;
