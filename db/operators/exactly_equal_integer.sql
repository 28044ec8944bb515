do $$
begin
  -- There is no "create or replace operator".
  if pg_catalog.to_regoperator('rowseal.===(integer,integer)') is null then
    create operator rowseal.=== (
      leftarg = integer, rightarg = integer, function = pg_catalog.int4eq, restrict = pg_catalog.neqsel);
  end if;
end
$$;

comment on operator rowseal.=== (integer, integer) is
$$Equality of integer that the planner can neither merge with another nor exchange for one, because it is in no operator
family: a policy, view or function that compares a column with a function also compares it by this one, always written
operator(rowseal.===) (db/decisions/0021). Estimated to be true, so that it changes no plan.$$;
