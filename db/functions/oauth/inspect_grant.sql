create or replace function rowseal_private.inspect_grant(
  client_id text, user_id uuid, session_id uuid, scope text default null
) returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return (
    select pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
             'client_id', session.client_id, 'sub', session.user_id, 'username',
             case when 'email' = any (pg_catalog.string_to_array(session.identity_scope, ' ')) then account.email end,
             'scope', pg_catalog.concat_ws(' ', nullif(session.identity_scope, ''), nullif(effective.scope, '')),
             'iat', pg_catalog.floor(extract(epoch from session.created_at))::bigint,
             'exp', pg_catalog.floor(extract(epoch from session.expires_at))::bigint
           )) || rowseal_private.authentication_of(session)
      from rowseal_private.sessions as session
      join rowseal.users as account on account.id = session.user_id
      left join rowseal_private.effective_scope(
        session.user_id, session.workspace_id, coalesce(inspect_grant.scope, session.scope)
      ) as effective on true
     where session.user_id = inspect_grant.user_id
       and session.id = inspect_grant.session_id
       and session.client_id = inspect_grant.client_id
       and session.revoked_at is null
       and session.expires_at > pg_catalog.now()
       and account.disabled_at is null
       and (session.workspace_id is null or effective.role is not null)
  );

comment on function rowseal_private.inspect_grant(text, uuid, uuid, text) is
$$What a live grant of a client allows now: those of its scopes that the user's role grants at this moment, and with
email the address as username; and how the user authenticated. scope is what a token of it is limited to (null: as the
grant is).
Returns: null for one that has ended, was made to another client, or whose user lost the membership.
Source: RFC 7662 section 2.2, RFC 9470 section 6.2.$$;

revoke execute on function rowseal_private.inspect_grant(text, uuid, uuid, text) from public;
grant execute on function rowseal_private.inspect_grant(text, uuid, uuid, text) to rowseal_issuer;
