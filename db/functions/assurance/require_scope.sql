create or replace function rowseal.require_scope(scope text, level integer, max_age integer) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  if position(convert_to(' ' || require_scope.scope || ' ', 'UTF8') in v_context) > 0 then
    perform rowseal_private.require_level(
      v_context, require_scope.level, make_interval(secs => require_scope.max_age));
    return encode(substr(v_context, 73, 36), 'escape')::uuid;
  end if;
  -- It says what is missing.
  return rowseal.require_scope(require_scope.scope);
end
$$;

comment on function rowseal.require_scope(text, integer, integer) is $$The workspace of this transaction if the
effective scopes contain this one and the person has proved who they are at this level, by proofs no older than max_age
seconds alone (null: of any age). One function answers both, so that a refusal is the same whatever row a statement is
about; the scope comes first, so that nobody proves anything in vain.
Caller: policies of tables that rowseal.protect gave an assurance; functions.
Errors: those of rowseal.require_scope(scope); RS050 the person can prove more (a step-up); RS051 the credential cannot.
Source: RFC 9470.$$;

revoke execute on function rowseal.require_scope(text, integer, integer) from public;
-- Policies of protected tables call it, through any view or function.
grant execute on function rowseal.require_scope(text, integer, integer) to public;
