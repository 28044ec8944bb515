create or replace function rowseal_test.restore() returns void
  language plpgsql volatile parallel unsafe
as $$
declare
  v_weakened record;
begin
  for v_weakened in select * from rowseal_test.forget() loop
    if to_regclass(v_weakened.relation) is not null then
      perform rowseal_test.as_owner(v_weakened.relation::regclass, v_weakened.undo);
    end if;
  end loop;
end
$$;

comment on function rowseal_test.restore() is $$Takes back what rowseal_test.weaken did, in this session or in one that
broke off.
Caller: a superuser, or who may SET ROLE to the owner of the table.$$;

revoke execute on function rowseal_test.restore() from public;
