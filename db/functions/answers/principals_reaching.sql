create or replace function rowseal_private.principals_reaching(relation regclass, command text, workspace uuid)
  returns table (
    workspace_id uuid, user_id uuid, role text, kind text, id uuid, scopes text, last_used_at timestamptz,
    expires_at timestamptz, roles text[]
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_scope constant text := rowseal_private.scope_for(principals_reaching.relation, principals_reaching.command);
  v_options constant jsonb := rowseal_private.protection_of(principals_reaching.relation);
begin
  return query
    select principal.workspace_id, principal.user_id, principal.role, principal.kind, principal.id, principal.scopes,
           principal.last_used_at, principal.expires_at, principal.roles
      from rowseal_private.principals_with(v_scope, principals_reaching.workspace) as principal
     where rowseal_private.requests_may(principals_reaching.relation, principals_reaching.command)
       and not (principal.reads_only and principals_reaching.command <> 'select')
       and rowseal_private.unmet_policy(principal.workspace_id, principal.user_id, principal.id) is null
       and not (v_options ? 'assurance' and exists (
         select from rowseal_private.missing_proof(
           principals_reaching.command, v_options, principal.workspace_id, principal.user_id, principal.id,
           case principal.kind when 'person' then 'user' else principal.kind end)
       ));
end
$$;

comment on function rowseal_private.principals_reaching(regclass, text, uuid) is $$Those of
rowseal_private.principals_with whom a protected table lets run a command now: whose workspace asks for no more
assurance than they have, and the table neither. Of people counts what they could prove, of their sessions what they
have.
Caller: rowseal_audit.reach, reach_page.
Errors: those of rowseal_private.scope_for.$$;

revoke execute on function rowseal_private.principals_reaching(regclass, text, uuid) from public;
