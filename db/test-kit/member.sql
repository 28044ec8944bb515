create or replace function rowseal_test.member(
  email text, workspace text, role text default 'member', scopes text[] default null
) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user uuid;
  v_workspace uuid;
begin
  select account.id into v_user from rowseal.users as account where account.email = member.email
    order by account.id limit 1;
  if v_user is null then
    insert into rowseal.users (email) values (member.email) returning id into v_user;
  end if;
  insert into rowseal.workspaces (slug, name) values (member.workspace, member.workspace) on conflict do nothing;
  select tenant.id into strict v_workspace from rowseal.workspaces as tenant where tenant.slug = member.workspace;
  if member.scopes is not null then
    insert into rowseal.roles (workspace_id, name, scopes) values (v_workspace, member.role, member.scopes)
    on conflict on constraint roles_pkey do update set scopes = excluded.scopes;
  end if;
  insert into rowseal.memberships (workspace_id, user_id, role) values (v_workspace, v_user, member.role)
  on conflict on constraint memberships_pkey do update set role = excluded.role;
  return v_user;
end
$$;

comment on function rowseal_test.member(text, text, text, text[]) is $$Makes a persona: a user with that address, and
a member of the workspace with that slug, each made where there is none. With scopes, role is the workspace's own and
has exactly these.
Returns: the user's id.$$;

revoke execute on function rowseal_test.member(text, text, text, text[]) from public;
