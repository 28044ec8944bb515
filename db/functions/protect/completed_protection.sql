create or replace function rowseal_private.completed_protection(relation regclass, options jsonb) returns jsonb
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_options jsonb := completed_protection.options;
  v_shared constant boolean := v_options -> 'shared';
  v_write constant jsonb := v_options -> 'write';
  v_command text;
  v_scope text;
  v_problem text;
begin
  foreach v_command in array array['insert', 'update', 'delete'] loop
    if v_options ->> v_command is null then
      v_options := v_options || jsonb_build_object(v_command, v_write);
    end if;
  end loop;
  v_options := v_options - 'write';

  if v_options ->> 'assurance' is not null and v_options ->> 'assured' is null then
    v_options := v_options || '{"assured": ["insert", "update", "delete"]}';
  end if;

  v_problem := case
    when v_options ->> 'missing' not in ('raise', 'hide') then 'missing is ''raise'' or ''hide'''
    when not v_options -> 'owned' <@ '["select", "insert", "update", "delete"]'::jsonb
      then 'owned takes the commands select, insert, update and delete'
    when v_options ->> 'override' is not null and v_options ->> 'owner' is null then 'override needs owner'
    when v_shared and coalesce(
      v_options ->> 'workspace', v_options ->> 'owner', v_options ->> 'parent',
      v_options ->> 'insert', v_options ->> 'update', v_options ->> 'delete'
    ) is not null then 'a shared table takes read alone: it has no workspace, and requests write nothing to it'
    when not v_shared and v_options ->> 'workspace' is null and v_options ->> 'parent' is null
      then 'workspace names the column that says whose a row is'
    else rowseal_private.refused_assurance(v_options)
  end;
  if v_problem is not null then
    raise exception '%', v_problem using errcode = 'RS115';
  end if;

  for v_scope in
    select v_options ->> needed.name
      from unnest(array['select', 'insert', 'update', 'delete', 'override']) as needed (name)
     where v_options ->> needed.name is not null
        or needed.name = 'select'
        or needed.name <> 'override' and not v_shared
  loop
    if not exists (select from rowseal.scopes as scope where scope.name = v_scope) then
      raise exception '%', coalesce(format('the scope %s is not in the catalogue', v_scope), 'a command has no scope')
        using errcode = 'RS113', hint = 'Call rowseal.define_scope first, and name it: read, write.';
    end if;
  end loop;

  v_options := v_options || rowseal_private.protected_columns(completed_protection.relation, v_options);
  return v_options || rowseal_private.parent_key(completed_protection.relation, v_options);
end
$$;

comment on function rowseal_private.completed_protection(regclass, jsonb) is
$$The options of rowseal.protect with what follows from them and from the table: the scope of each command, the type of
the workspace column, the columns that lead to the parent.
Errors: RS111, RS112, RS113, RS115, RS119.$$;

revoke execute on function rowseal_private.completed_protection(regclass, jsonb) from public;
