create or replace function rowseal.record_hook(event text, function regprocedure, scopes text[]) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_role constant name := case current_setting('role') when 'none' then session_user else current_setting('role') end;
  v_owner constant name := (
    select pg_get_userbyid(known.proowner) from pg_catalog.pg_proc as known where known.oid = record_hook.function);
  v_fault text;
begin
  if not pg_has_role(v_role, v_owner, 'usage') then
    raise exception 'the function % is not yours', record_hook.function using errcode = '42501';
  end if;
  select string_agg(fault, '; ') into v_fault
    from rowseal_private.hook_faults(record_hook.function, record_hook.function::text, v_owner) as fault;
  if v_fault is not null then
    raise exception 'the function % cannot be a hook: %', record_hook.function, v_fault using errcode = 'RS060';
  end if;
  select string_agg(wanted, ', ') into v_fault
    from unnest(record_hook.scopes) as wanted
   where not exists (
     select from rowseal.scopes as known
       join pg_catalog.pg_roles as definer on definer.rolname = known.defined_by
      where known.name = wanted
        and known.defined_by !~ '^rowseal_'
        and pg_has_role(v_role, definer.oid, 'usage'));
  if v_fault is not null then
    raise exception 'a hook has scopes of who registers it alone, not %', v_fault using errcode = 'RS061';
  end if;
  insert into rowseal_private.hooks as hook (event, name, function_oid, owner, scopes, registered_by)
  values (
    record_hook.event, record_hook.function::text, record_hook.function, v_owner, coalesce(record_hook.scopes, '{}'),
    v_role)
      on conflict on constraint hooks_pkey do update
     set function_oid = excluded.function_oid, owner = excluded.owner, scopes = excluded.scopes,
         registered_by = excluded.registered_by, created_at = now();
  -- What it was not called for while it was unfit.
  update rowseal_private.hook_failures as failed
     set retry_at = now()
   where record_hook.event = 'member_removed' and failed.name = record_hook.function::text;
  perform rowseal_private.record_event(
    'hook_registered', null, null, jsonb_build_object(
      'event', record_hook.event, 'function', record_hook.function::text, 'scopes', record_hook.scopes, 'by', v_role));
end
$$;

comment on function rowseal.record_hook(text, regprocedure, text[]) is $$Writes down a hook. Gives it nothing.
Caller: rowseal.register_hook.
Errors: those of rowseal.register_hook.$$;

revoke execute on function rowseal.record_hook(text, regprocedure, text[]) from public;
grant execute on function rowseal.record_hook(text, regprocedure, text[]) to pg_database_owner, rowseal_developer;
