create or replace function rowseal_audit.as_of("user" uuid, workspace uuid, at timestamptz)
  returns table (kind text, id uuid, role text, scopes text[], disabled boolean, roles text[])
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace constant uuid := rowseal_private.audited_workspace(as_of.workspace);
begin
  perform rowseal_private.require_kept(as_of.at);
  if v_workspace is null then
    raise exception 'no workspace was named' using errcode = 'RS007';
  elsif as_of.user is null then
    raise exception 'no user was named' using errcode = '22023';
  end if;
  return query
    select principal.kind, principal.id, principal.role, principal.scopes, principal.disabled, principal.roles
      from rowseal_private.principals_at(v_workspace, as_of.user, as_of.at) as principal
     order by principal.kind not in ('person', 'service'), principal.kind, principal.id;
end
$$;

comment on function rowseal_audit.as_of(uuid, uuid, timestamptz) is $$What a user, or a service, could use in a
workspace at a moment: the membership (person), and the sessions, grants to applications, personal access tokens and
bound login roles that were good then; of a service itself and its keys (service_key), with the scopes that were in
force, as roles and credentials were. In a request workspace may be null.
Caller: auditors and the database's owner; in a request those with audit:read, about theirs.
Returns: no row where they were no member; role: the first of roles; disabled: the account was, and no scope was in
force.
Errors: 22023 no user, or a moment to come; RS133 before what is kept; RS005 another workspace; RS006 lacks audit:read;
RS007 no workspace was named; RS008 nobody entered.$$;

revoke execute on function rowseal_audit.as_of(uuid, uuid, timestamptz) from public;
grant execute on function rowseal_audit.as_of(uuid, uuid, timestamptz)
  to rowseal_auditor, rowseal_user, pg_database_owner;
