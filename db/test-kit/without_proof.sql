create or replace function rowseal_test.without_proof(expression text, fresh_alone boolean) returns text
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.regexp_replace(
           without_proof.expression,
           '(rowseal\.(?:require_scope|workspace_with|key_with|scope_gate)\(''[^'']*''::text(?:, (?:true|false))?)'
             '(, [0-9]+)(, (?:[0-9]+|NULL::integer))\)',
           case when without_proof.fresh_alone then '\1\2, NULL::integer)' else '\1)' end, 'g');
end;

comment on function rowseal_test.without_proof(text, boolean) is $$The expression of a gate, without the assurance that
it asks for; fresh_alone: with it, of any age.$$;

revoke execute on function rowseal_test.without_proof(text, boolean) from public;
