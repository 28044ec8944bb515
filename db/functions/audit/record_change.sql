create or replace function rowseal_private.record_change() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Without keys: what a statement takes as a parameter, auto_explain may log.
  v_old constant jsonb := to_jsonb(old) - '{inner_pad,outer_pad,address_pepper,private_jwe}'::text[];
  v_new constant jsonb := to_jsonb(new) - '{inner_pad,outer_pad,address_pepper,private_jwe}'::text[];
  v_row constant jsonb := coalesce(v_new, v_old);
  v_workspace_id uuid;
  v_change record;
begin
  v_workspace_id := (
    v_row ->> case tg_relid when 'rowseal.workspaces'::regclass then 'id' else 'workspace_id' end
  )::uuid;
  -- Of those left out other triggers say who may change them from where (rowseal_private.refuse_escalation).
  if tg_table_name not in ('memberships', 'roles', 'workspaces')
     and rowseal.in_request_now() and v_workspace_id <> rowseal.workspace_id()
  then
    raise exception 'a row of another workspace than the one that was entered was changed' using errcode = 'RS128';
  end if;
  for v_change in
    select change.kind, change.person, change.shown, named.details,
           (select array_agg(field.key) from jsonb_object_keys(v_old) as field (key)
             where tg_op = 'UPDATE' and field.key = any (change.shown)
               and v_old -> field.key is distinct from v_new -> field.key) as changed
      from rowseal_private.audited_changes as change
     cross join lateral (
       select coalesce(jsonb_object_agg(name.key, v_row -> name.value), '{}') as details
         from jsonb_each_text(change.names) as name
        where v_row -> name.value <> 'null'
     ) as named
     where change.relation = tg_table_schema || '.' || tg_table_name
       and change.operation = tg_op
       and change.is_told = (tg_argv[0] = 'by hand')
       and v_old @> coalesce(change.was, '{}') is not false
       and v_new @> coalesce(change.becomes, '{}') is not false
       and (tg_op <> 'UPDATE' or exists (
         select from jsonb_object_keys(v_new) as field (key)
          where v_old -> field.key is distinct from v_new -> field.key
            and (change.columns is null or field.key = any (change.columns))
       ))
     order by change.kind
  loop
    perform rowseal_private.record_event(
      v_change.kind, (v_row ->> v_change.person)::uuid, nullif(v_workspace_id, rowseal_private.no_workspace()),
      v_change.details, null,
      (select jsonb_object_agg(key, v_old -> key) from unnest(v_change.changed) as key),
      (select jsonb_object_agg(key, v_new -> key) from unnest(v_change.changed) as key),
      -- Who exchanges a key has entered nothing.
      case v_change.kind when 'service_key_first_used' then (v_row ->> 'service_id')::uuid end,
      case v_change.kind when 'service_key_first_used' then (v_row ->> 'id')::uuid end
    );
  end loop;
  return null;
end
$$;

comment on function rowseal_private.record_change() is
$$A trigger that writes the audit events that a change of a row is (rowseal_private.audited_changes). With the
argument "by hand" those that functions of Rowseal write themselves, with their reason: it fires for the SQL of
anybody else, a DBA's too, and not for what a foreign key deletes along, whose cause is an event. Else those that
nobody writes. The workspace is the row's.
Errors: RS128 the row is of another workspace than the one that was entered; those of rowseal.workspace_id().$$;

revoke execute on function rowseal_private.record_change() from public;
