create or replace function rowseal_test.visitor(workspace uuid, without text default null) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_slug text;
  v_email constant text := format('visitor-%s@rowseal.test', visitor.workspace);
begin
  select tenant.slug into strict v_slug from rowseal.workspaces as tenant where tenant.id = visitor.workspace;
  perform rowseal_test.member(
    v_email, v_slug, 'rowseal_test',
    array(select scope.name from rowseal.scopes as scope where scope.name is distinct from visitor.without)
  );
  return v_email;
end
$$;

comment on function rowseal_test.visitor(uuid, text) is $$Makes a member of a workspace who has every scope there is,
but for one.
Returns: the address.$$;

revoke execute on function rowseal_test.visitor(uuid, text) from public;
