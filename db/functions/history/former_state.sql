create or replace function rowseal_private.former_state(
  workspace_id uuid, user_id uuid, kind text, name text, at timestamptz
) returns table (began_at timestamptz, state jsonb)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select former.began_at, former.state
    from rowseal_private.former_states as former
   where former.workspace_id = coalesce(former_state.workspace_id, rowseal_private.no_workspace())
     and former.user_id = coalesce(former_state.user_id, rowseal_private.no_workspace())
     and former.kind = former_state.kind
     and former.name = former_state.name
     and former.ended_at > former_state.at
   order by former.ended_at
   limit 1;
end;

comment on function rowseal_private.former_state(uuid, uuid, text, text, timestamptz) is
$$What something was at a moment, if it has changed since: its first state that ended after that. Where it began later
there was nothing at that moment.
Returns: no row where nothing has changed since.$$;

revoke execute on function rowseal_private.former_state(uuid, uuid, text, text, timestamptz) from public;
