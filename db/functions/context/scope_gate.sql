create or replace function rowseal.scope_gate(scope text, hides boolean default false) returns integer
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if scope_gate.hides then
    return case when rowseal.workspace_with(scope_gate.scope) is not null then 1 end;
  end if;
  perform rowseal.require_scope(scope_gate.scope);
  return 1;
end
$$;

comment on function rowseal.scope_gate(text, boolean) is $$The gate of tables whose rows carry no workspace: the scope
alone decides.
Caller: policies of rowseal.protect.
Returns: 1; null, which lets no row through, where the scope is missing and hides says so.
Errors: RS006 the scope is missing; RS007 no workspace was named; RS008 nobody entered; 28000 bad context.$$;

revoke execute on function rowseal.scope_gate(text, boolean) from public;
grant execute on function rowseal.scope_gate(text, boolean) to public;
