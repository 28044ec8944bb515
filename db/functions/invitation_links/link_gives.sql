create or replace function rowseal_private.link_gives(role_home uuid, role text) returns boolean
  language sql stable parallel restricted
  return exists (
    select from rowseal.roles as given
     where given.workspace_id = link_gives.role_home
       and given.name = link_gives.role
       and not given.scopes @> array['owners:write']
  );

comment on function rowseal_private.link_gives(uuid, text) is
$$Whether invitation links give a role: none that has owners:write, which would make owners of all who are sent one.
role_home: the first half of its key.$$;

revoke execute on function rowseal_private.link_gives(uuid, text) from public;
