create or replace function rowseal_private.scope_for(relation regclass, command text) returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_options constant jsonb := rowseal_private.protection_of(scope_for.relation);
begin
  if scope_for.command in ('select', 'insert', 'update', 'delete') is not true then
    raise exception 'a command is select, insert, update or delete' using errcode = '22023';
  elsif v_options is null then
    raise exception '% is not protected', scope_for.relation using errcode = 'RS127';
  end if;
  return v_options ->> scope_for.command;
end
$$;

comment on function rowseal_private.scope_for(regclass, text) is $$The scope that a gate of a protected table asks for.
Returns: null where the gate refuses the command to everybody.
Errors: 22023 no such command; RS127 the table is not protected.$$;

revoke execute on function rowseal_private.scope_for(regclass, text) from public;
