-- Login roles of an application that serve requests: rowseal.add_request_role, and what it refuses.
begin;
set local search_path = tap, pg_catalog;
select plan(18);

select rowseal_test.personas();
create role fit_role login;
create role group_role nologin;
create role other_role nologin;
create role table_owner nologin;
grant group_role to fit_role with inherit true, set false;

select throws_ok($$ select rowseal.add_request_role('nobody_here') $$, 'RS139', null, 'a role that does not exist');
select lives_ok($$ select rowseal.add_request_role('fit_role') $$, 'a role of the application serves requests');
select lives_ok($$ select rowseal.add_request_role('fit_role') $$, 'a role may be added again');
select ok(pg_has_role('fit_role', 'rowseal_user', 'usage'), 'it has what is granted to rowseal_user');
select ok(not pg_has_role('fit_role', 'rowseal_gateway', 'set'), 'it cannot take the role of the server');
select ok(
  has_function_privilege('fit_role', 'rowseal.enter_with_payload(jsonb,text,inet,text)', 'execute'), 'it may enter');
select is(
  (select count(*) from pg_db_role_setting as setting, unnest(setting.setconfig) as entry
    where setting.setrole = 'fit_role'::regrole and entry in ('row_security=on', 'log_parameter_max_length=0')),
  2::bigint, 'it has the settings of such roles'
);
select is_empty(
  $$ select * from rowseal_audit.findings where kind = 'own_role_membership' and object ~ 'fit_role' $$,
  'its membership is no finding'
);

create function pg_temp.fault_after(change text) returns text
  language plpgsql
as $$
declare
  v_fault text;
begin
  create role unfit_role login;
  execute change;
  begin
    perform rowseal.add_request_role('unfit_role');
  exception when sqlstate 'RS139' then
    v_fault := sqlerrm;
  end;
  raise exception using errcode = 'RS999', message = v_fault;
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;

select matches(pg_temp.fault_after(change), fault, what)
  from (values
    ('alter role unfit_role superuser', 'more than log in', 'a superuser'),
    ('alter role unfit_role bypassrls', 'more than log in', 'a role that bypasses policies'),
    ('alter role unfit_role createrole', 'more than log in', 'a role that makes roles'),
    ('alter role unfit_role nologin', 'does not log in', 'a group'),
    ('alter table app.notes owner to table_owner; grant table_owner to unfit_role', 'rights of the owner of app.notes',
      'the owner of a protected table'),
    ('grant other_role to unfit_role with set true', 'may take the role other_role', 'who may take another role'),
    ('grant pg_write_all_data to unfit_role with set false', 'may take the role pg_write_all_data',
      'a predefined role'),
    ('grant temporary on database ' || current_database() || ' to unfit_role', 'temporary objects',
      'who may make temporary objects'),
    ('grant create on schema app to unfit_role', 'objects in the schema app', 'who may make objects in a schema')
  ) as given (change, fault, what);

-- Control: the finding is there once the role is no longer fit.
grant create on schema app to fit_role;
select isnt_empty(
  $$ select * from rowseal_audit.findings where kind = 'own_role_membership' and object ~ 'fit_role' $$,
  'its membership is a finding when it is no longer fit'
);
select * from finish();
rollback;
