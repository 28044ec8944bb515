create or replace function rowseal_private.workspace_to_enter(wanted text, bound uuid) returns rowseal.workspaces
  language plpgsql stable parallel restricted
as $$
declare
  v_id uuid := workspace_to_enter.bound;
  v_workspace rowseal.workspaces;
begin
  if workspace_to_enter.wanted is null and workspace_to_enter.bound is null then
    return null;
  end if;
  if pg_catalog.length(workspace_to_enter.wanted) operator(pg_catalog.=) 36 then
    v_id := workspace_to_enter.wanted::pg_catalog.uuid;
  elsif workspace_to_enter.wanted is not null then
    select * into v_workspace from rowseal.workspaces as workspace
     where workspace.slug operator(pg_catalog.=) workspace_to_enter.wanted;
    if not found then
      v_id := rowseal_private.workspace_named(workspace_to_enter.wanted);
    end if;
  end if;
  if v_workspace.id is null then
    select * into v_workspace from rowseal.workspaces as workspace
     where workspace.id operator(pg_catalog.=) v_id;
  end if;
  if workspace_to_enter.wanted is not null and workspace_to_enter.bound is not null
     and v_workspace.id is distinct from workspace_to_enter.bound
  then
    raise exception 'the credential is bound to another workspace' using errcode = 'RS005';
  end if;
  return v_workspace;
end
$$;

comment on function rowseal_private.workspace_to_enter(text, uuid) is $$The workspace that a caller names by id or slug,
or without a name the one that their credential is bound to, with its rules: in one look-up. No SET clause, because
every entry pays for it.
Returns: null where there is none.
Errors: RS005 the name is of another workspace than the one it is bound to; 22P02 36 characters that are not an id.$$;

revoke execute on function rowseal_private.workspace_to_enter(text, uuid) from public;
