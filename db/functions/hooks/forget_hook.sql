create or replace function rowseal.forget_hook(event text, function text) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_role constant name := case current_setting('role') when 'none' then session_user else current_setting('role') end;
begin
  delete from rowseal_private.hooks as hook
   where hook.event = forget_hook.event
     and hook.name in (forget_hook.function, to_regprocedure(forget_hook.function)::text)
     and (
       pg_has_role(v_role, 'pg_database_owner', 'usage')
       or exists (
         select from pg_catalog.pg_roles as known
          where known.rolname = hook.registered_by and pg_has_role(v_role, known.oid, 'usage'))
     );
  if not found then
    return false;
  end if;
  -- What has failed is not called again.
  delete from rowseal_private.hook_failures as failed
   where forget_hook.event = 'member_removed'
     and failed.name in (forget_hook.function, to_regprocedure(forget_hook.function)::text);
  perform rowseal_private.record_event(
    'hook_unregistered', null, null,
    jsonb_build_object('event', forget_hook.event, 'function', forget_hook.function, 'by', v_role));
  return true;
end
$$;

comment on function rowseal.forget_hook(text, text) is $$Strikes out a hook. Takes nothing back that it was given.
Caller: rowseal.unregister_hook.
Returns: whether it was registered.$$;

revoke execute on function rowseal.forget_hook(text, text) from public;
grant execute on function rowseal.forget_hook(text, text) to pg_database_owner, rowseal_developer;
