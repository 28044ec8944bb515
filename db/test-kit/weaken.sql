create or replace function rowseal_test.weaken(relation regclass, mutant text) returns void
  language plpgsql volatile parallel unsafe
as $$
declare
  v_weakening record;
begin
  select * into strict v_weakening
    from rowseal_test.weakenings(weaken.relation) as weakening where weakening.mutant = weaken.mutant;
  perform rowseal_test.remember(weaken.relation, v_weakening.undo),
          rowseal_test.as_owner(weaken.relation, v_weakening.statement);
end
$$;

comment on function rowseal_test.weaken(regclass, text) is $$Weakens a table by one step of rowseal_test.weakenings,
until rowseal_test.restore.
Caller: a superuser, or who may SET ROLE to the owner of the table.
Errors: P0002 there is no such step.$$;

revoke execute on function rowseal_test.weaken(regclass, text) from public;
