create or replace function rowseal_private.united_scopes(
  workspace_id uuid, scopes text[], roles text[], within text[] default null
) returns text[]
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_scopes text[];
begin
  -- A name is built in or of a workspace, never both: so each of these finds one role at most.
  select united_scopes.scopes || string_to_array(
           coalesce(string_agg(nullif(array_to_string(role.scopes, ' '), ''), ' '), ''), ' ')
    into v_scopes
    from rowseal.roles as role
   where role.workspace_id in (rowseal_private.no_workspace(), united_scopes.workspace_id)
     and role.name = any (united_scopes.roles);
  -- As a set of words, which costs a fraction of a query over the elements.
  return case when united_scopes.within is null then tsvector_to_array(array_to_tsvector(v_scopes))
    else rowseal_private.array_intersection(v_scopes, united_scopes.within) end;
end
$$;

comment on function rowseal_private.united_scopes(uuid, text[], text[], text[]) is
$$Scopes, and those of roles that are named in a workspace, each once, in the order of bytes. within: only those of
these (null: all). In PL/pgSQL, which keeps its plan from one transaction to the next.
Returns: never null; a name without a role adds nothing.$$;

revoke execute on function rowseal_private.united_scopes(uuid, text[], text[], text[]) from public;
