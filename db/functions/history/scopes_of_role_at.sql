create or replace function rowseal_private.scopes_of_role_at(workspace_id uuid, name text, at timestamptz)
  returns text[]
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case when former.began_at is null then role.scopes
           when former.state is not null and former.began_at <= scopes_of_role_at.at
             then array(select pg_catalog.jsonb_array_elements_text(former.state -> 'scopes'))
         end
    from (values (1)) as one (row)
    left join rowseal_private.former_state(
      scopes_of_role_at.workspace_id, null, 'role', scopes_of_role_at.name, scopes_of_role_at.at) as former on true
    left join rowseal.roles as role
      on role.workspace_id = scopes_of_role_at.workspace_id and role.name = scopes_of_role_at.name;
end;

comment on function rowseal_private.scopes_of_role_at(uuid, text, timestamptz) is
$$The scopes of a role at a moment.
Returns: null where there was no such role.$$;

revoke execute on function rowseal_private.scopes_of_role_at(uuid, text, timestamptz) from public;
