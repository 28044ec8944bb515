create or replace function rowseal.add_request_role(role name) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_found record;
  v_setting record;
  v_refused text[];
begin
  if not exists (select from pg_catalog.pg_roles where rolname = add_request_role.role) then
    raise exception 'there is no role %', add_request_role.role
      using errcode = 'RS139', hint = format('create role %I login', add_request_role.role);
  end if;
  select * into v_found from rowseal.request_role_faults(add_request_role.role) limit 1;
  if found then
    raise exception 'the role % must not serve requests: %', add_request_role.role, v_found.fault
      using errcode = 'RS139', hint = v_found.remedy;
  end if;
  if exists (select from rowseal_audit.bound_roles() as bound where bound.role = add_request_role.role) then
    raise exception 'the role % must not serve requests: it is bound to a user', add_request_role.role
      using errcode = 'RS139', hint = format('select rowseal.unbind_role(%L)', add_request_role.role);
  end if;
  execute format('grant rowseal_gateway to %I with inherit true, set false', add_request_role.role);
  for v_setting in
    select setting.name, setting.value
      from rowseal.login_settings() as setting
     where setting.name <> 'transaction_timeout' or current_setting('transaction_timeout', true) is not null
  loop
    begin
      execute format('alter role %I set %I = %L', add_request_role.role, v_setting.name, v_setting.value);
    exception when insufficient_privilege then
      v_refused := array_append(v_refused, format('%s = %s', v_setting.name, v_setting.value));
    end;
  end loop;
  if v_refused is not null then
    raise warning 'only a superuser can set, for %: %', add_request_role.role, array_to_string(v_refused, ', ')
      using hint = 'Where statements are logged with their parameters, the log holds what credentials are made of.';
  end if;
end
$$;

comment on function rowseal.add_request_role(name) is $$Lets a login role of an application serve requests, as the
server's own role rowseal_gateway does: it may enter, has what is granted to rowseal_user, and is subject to the
policies of requests in all that it does. It is given the settings of such roles (rowseal.login_settings), but no
password. May be called again. Taken back by: revoke rowseal_gateway from the role.
Caller: the administrator who installed Rowseal, or a superuser; the role was made before.
Errors: RS139 there is no such role, or it must not serve requests (rowseal.request_role_faults); 42501.$$;

revoke execute on function rowseal.add_request_role(name) from public;
grant execute on function rowseal.add_request_role(name) to pg_database_owner;
