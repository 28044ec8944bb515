create or replace function rowseal_audit.principal(
  id text, out kind text, out user_id uuid, out credential_id uuid, out workspace_id uuid, out ended_at timestamptz
) returns setof record
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case when session.client_id is null then 'session' else 'grant' end, session.user_id, session.id,
         session.workspace_id, session.revoked_at
    from rowseal_private.sessions as session
   cross join rowseal_private.settings as settings
   where rowseal_private.principal_id(settings.address_pepper, session.id) = principal.id
   union all
  select 'token', token.user_id, token.id, token.workspace_id, token.revoked_at
    from rowseal_private.personal_access_tokens as token
   cross join rowseal_private.settings as settings
   where rowseal_private.principal_id(settings.address_pepper, token.id) = principal.id
   union all
  select 'service_key', null, key.id, key.workspace_id, key.revoked_at
    from rowseal_private.service_keys as key
   cross join rowseal_private.settings as settings
   where rowseal_private.principal_id(settings.address_pepper, key.id) = principal.id;
end;

comment on function rowseal_audit.principal(text) is
$$Whose session, personal access token or key of a service an opaque id is that a line of PostgreSQL's log has
(settings.entry_evidence). It computes that of each, which takes a second or so for a million. SQL in a request can set
application_name to the id of somebody else: the line that says who entered stands before.
Returns: no row where it is nobody's, or of one that was purged.$$;

revoke execute on function rowseal_audit.principal(text) from public;
grant execute on function rowseal_audit.principal(text) to rowseal_auditor;
