create or replace function rowseal_audit.who_could_reach(
  relation regclass, "row" jsonb, at timestamptz, workspace uuid
)
  returns table (
    user_id uuid, role text, kind text, id uuid, commands text[], parent regclass, parent_key jsonb,
    roles text[]
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_options constant jsonb := rowseal_private.protection_of(who_could_reach.relation);
  v_value constant text := who_could_reach.row ->> (v_options ->> 'workspace');
  v_workspace uuid;
  v_commands constant text[] := array(
    select command from unnest(array['select', 'update', 'delete']) as command
     where rowseal_private.scope_for(who_could_reach.relation, command) is not null
       and rowseal_private.requests_may(who_could_reach.relation, command)
  );
begin
  -- Before anything is looked up that the answer could tell.
  perform rowseal_private.audited_workspace(null);
  perform rowseal_private.require_kept(who_could_reach.at);
  v_workspace := case
    when v_value is null then who_could_reach.workspace
    when v_options ->> 'type' = 'uuid' then v_value::uuid
    else (select known.id from rowseal.workspaces as known where known.external_key = v_value)
  end;
  if v_value is not null and v_workspace is null then
    raise exception 'the row is of another workspace, or of none' using errcode = 'RS005';
  end if;
  v_workspace := rowseal_private.audited_workspace(v_workspace);
  if v_workspace is null then
    raise exception 'no workspace was named' using errcode = 'RS007';
  end if;
  return query
    select principal.user_id, principal.role, principal.kind, principal.id, could.commands,
           rowseal_private.relation_named(v_options ->> 'parent'),
           (select jsonb_object_agg(pair ->> 'parent', who_could_reach.row -> (pair ->> 'child'))
              from jsonb_array_elements(v_options -> 'parent_key') as pair),
           principal.roles
      from rowseal_private.principals_at(v_workspace, null, who_could_reach.at) as principal
     cross join lateral (
       select array(
                select command from unnest(v_commands) as command
                 where not principal.disabled
                   and not (principal.reads_only and command <> 'select')
                   and not rowseal_private.could_not_prove(
                     command, v_options, v_workspace, principal.user_id, principal.id, principal.kind)
                   and not exists (
                     select from rowseal_private.missing_scope(
                       command, v_options, principal.scopes, principal.granted, principal.role))
                   and rowseal.explain_row(
                     who_could_reach.relation, command, who_could_reach.row, principal.user_id, v_workspace,
                     principal.scopes) is null
              ) as commands
     ) as could
     where could.commands <> '{}'
     order by principal.user_id, principal.kind <> 'person', principal.id;
end
$$;

comment on function rowseal_audit.who_could_reach(regclass, jsonb, timestamptz, uuid) is
$$The part of rowseal_audit.who_could about a row that its caller has read. parent and parent_key: where it refers to a
row of another protected table, which has to be found too.
Caller: rowseal_audit.who_could.
Errors: those of rowseal_audit.who_could.$$;

revoke execute on function rowseal_audit.who_could_reach(regclass, jsonb, timestamptz, uuid) from public;
grant execute on function rowseal_audit.who_could_reach(regclass, jsonb, timestamptz, uuid)
  to rowseal_auditor, rowseal_user, pg_database_owner;
