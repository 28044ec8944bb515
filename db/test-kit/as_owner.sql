create or replace function rowseal_test.as_owner(relation regclass, statement text) returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  perform set_config(
    'role', (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = as_owner.relation), true);
  execute as_owner.statement;
  perform set_config('role', 'none', true);
end
$$;

comment on function rowseal_test.as_owner(regclass, text) is $$Runs a statement as the owner of a table.
Caller: a superuser, or who may SET ROLE to the owner.
Errors: 42501 neither.$$;

revoke execute on function rowseal_test.as_owner(regclass, text) from public;
