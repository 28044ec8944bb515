create or replace function rowseal.scope_gate(scope text, hides boolean, level integer, max_age integer) returns integer
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if scope_gate.hides then
    return case
      when rowseal.workspace_with(scope_gate.scope, scope_gate.level, scope_gate.max_age) is not null then 1
    end;
  end if;
  perform rowseal.require_scope(scope_gate.scope, scope_gate.level, scope_gate.max_age);
  return 1;
end
$$;

comment on function rowseal.scope_gate(text, boolean, integer, integer) is $$rowseal.scope_gate(scope, hides) for tables
that need an assurance as well. level, max_age: as in rowseal.require_scope.
Returns: 1; null, which lets no row through, where the scope is missing and hides says so.
Errors: those of rowseal.scope_gate(scope, hides); RS050 the person can prove more; RS051 the credential cannot.$$;

revoke execute on function rowseal.scope_gate(text, boolean, integer, integer) from public;
grant execute on function rowseal.scope_gate(text, boolean, integer, integer) to public;
