create or replace function rowseal.define_scope(name text, description text, roles text[] default '{}') returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_role constant text := case current_setting('role') when 'none' then session_user else current_setting('role') end;
  v_defined_by text;
begin
  if not define_scope.roles <@ rowseal_private.built_in_roles() then
    raise exception 'roles takes built-in roles only: owner, admin, member, viewer' using errcode = 'RS110';
  end if;
  select scope.defined_by
    into v_defined_by
    from rowseal.scopes as scope
   where scope.name = define_scope.name
     for update;
  if v_defined_by = 'rowseal_owner'
     or exists (select from pg_catalog.pg_roles where rolname = v_defined_by)
        and not pg_catalog.pg_has_role(v_role::name, v_defined_by::name, 'usage')
  then
    raise exception 'the scope % belongs to %', define_scope.name,
      case v_defined_by when 'rowseal_owner' then 'Rowseal' else v_defined_by end
      using errcode = '42501', hint = 'Define one with a name of your own.';
  end if;
  perform rowseal_private.record_event(
    case when v_defined_by is null then 'scope_defined' else 'scope_redefined' end, null, null,
    jsonb_build_object('scope', define_scope.name, 'by', v_role),
    before => case when v_defined_by is not null then jsonb_build_object('roles', array(
      select role.name
        from rowseal.roles as role
       where role.workspace_id = rowseal_private.no_workspace() and define_scope.name = any (role.scopes)
       order by role.name
    )) end,
    after => jsonb_build_object('roles', define_scope.roles)
  );

  insert into rowseal.scopes (name, description, defined_by)
  values (define_scope.name, define_scope.description, v_role)
  on conflict on constraint scopes_pkey
    do update set description = excluded.description, defined_by = excluded.defined_by;

  update rowseal.roles as role
     set scopes = case when role.name = any (define_scope.roles)
                    then array_append(array_remove(role.scopes, define_scope.name), define_scope.name)
                    else array_remove(role.scopes, define_scope.name)
                  end
   where role.workspace_id = rowseal_private.no_workspace()
     and (role.name = any (define_scope.roles)) is distinct from (define_scope.name = any (role.scopes));
end
$$;

comment on function rowseal.define_scope(text, text, text[]) is $$Adds a scope (resource:action) to the catalogue, or
changes its description, and makes exactly the named built-in roles have it. A scope belongs to the role that defined
it, and to the roles that have that role; to define it again is an audit event.
Caller: the migrations of an application.
Errors: RS110 roles names one that is not built in; 23514 not a scope, or no description; 42501 the scope is another's
or Rowseal's own.$$;

revoke execute on function rowseal.define_scope(text, text, text[]) from public;
grant execute on function rowseal.define_scope(text, text, text[]) to pg_database_owner, rowseal_developer;
