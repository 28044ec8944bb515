create or replace function rowseal.register_hook(event text, function regprocedure, scopes text[] default '{}')
  returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('revoke execute on function %s from public', register_hook.function);
  execute format('grant execute on function %s to rowseal_owner', register_hook.function);
  execute (
    select format('grant usage on schema %s to rowseal_owner', known.pronamespace::regnamespace)
      from pg_catalog.pg_proc as known
     where known.oid = register_hook.function);
  perform rowseal.record_hook(register_hook.event, register_hook.function, register_hook.scopes);
end
$$;

comment on function rowseal.register_hook(text, regprocedure, text[]) is $$Has Rowseal call a function of an application
where something happens (event): user_created, workspace_created, member_added, member_removed, before_delete. The
function takes (occasion text, workspace uuid, "user" uuid) and returns void; it is SECURITY DEFINER with a pinned
search_path, of the owner of its schema, who is no superuser, and nobody but rowseal_owner may execute it, which this
sees to. It is called in the workspace of the event with these scopes, which the caller has defined, as who is acting.
Registering it again replaces the scopes.
Caller: the owner of the function, in a migration of an application.
Errors: RS060 it cannot be a hook, and why; RS061 a scope is not the caller's; 23514 no such event; 42501 the function
is not the caller's.$$;

revoke execute on function rowseal.register_hook(text, regprocedure, text[]) from public;
grant execute on function rowseal.register_hook(text, regprocedure, text[]) to pg_database_owner, rowseal_developer;
