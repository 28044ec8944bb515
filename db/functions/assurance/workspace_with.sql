create or replace function rowseal.workspace_with(scope text, level integer, max_age integer) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  if position(convert_to(' ' || workspace_with.scope || ' ', 'UTF8') in v_context) > 0 then
    perform rowseal_private.require_level(
      v_context, workspace_with.level, make_interval(secs => workspace_with.max_age));
    return encode(substr(v_context, 73, 36), 'escape')::uuid;
  end if;
  return rowseal.workspace_with(workspace_with.scope);
end
$$;

comment on function rowseal.workspace_with(text, integer, integer) is $$rowseal.workspace_with(scope) for tables whose
reading needs an assurance as well. Who lacks the scope sees no row; who lacks the proof is told, because they can do
something about it. level, max_age: as in rowseal.require_scope.
Errors: those of rowseal.workspace_with(scope); RS050 the person can prove more; RS051 the credential cannot.$$;

revoke execute on function rowseal.workspace_with(text, integer, integer) from public;
grant execute on function rowseal.workspace_with(text, integer, integer) to public;
