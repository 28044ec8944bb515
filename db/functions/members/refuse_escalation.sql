create or replace function rowseal_private.refuse_escalation() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_taken text[];
  v_given text[];
  v_own_role text[];
begin
  if not rowseal_private.is_restricted() then
    return null;
  end if;

  -- What the caller may do is read again behind this (rowseal_private.is_within), whatever was committed while it was
  -- waited for.
  perform from rowseal.workspaces as workspace
    where workspace.id in (old.workspace_id, new.workspace_id) for no key update;
  if tg_table_name = 'roles' then
    -- Roles go with their workspace, and its members, whose removal is evaluated, before them.
    if tg_op = 'DELETE' and old.workspace_id <> rowseal_private.no_workspace()
       and not exists (select from rowseal.workspaces as workspace where workspace.id = old.workspace_id)
    then
      return null;
    end if;
    v_taken := old.scopes;
    v_given := new.scopes;
  else
    -- Who deletes their account takes their own memberships with it.
    if tg_op = 'DELETE' and old.user_id = rowseal.user_id()
      and not exists (select from rowseal.users as account where account.id = old.user_id) then
      return null;
    end if;
    if tg_op = 'INSERT' and new.user_id = rowseal.user_id() and rowseal_private.may_join(new) then
      return null;
    end if;
    select role.scopes into v_taken from rowseal.roles as role
     where role.workspace_id = old.role_workspace_id and role.name = old.role;
    select role.scopes into v_given from rowseal.roles as role
     where role.workspace_id = new.role_workspace_id and role.name = new.role;
  end if;

  -- What the caller could do before this very statement, if it is that which takes something from them.
  if tg_op <> 'INSERT' and tg_table_name = 'roles' then
    select role.scopes
      into v_own_role
      from old_rows as role
      join rowseal.memberships as own on own.role_workspace_id = role.workspace_id and own.role = role.name
     where own.workspace_id = rowseal.workspace_id() and own.user_id = rowseal.user_id();
  elsif tg_op <> 'INSERT' then
    select role.scopes
      into v_own_role
      from old_rows as own
      join rowseal.roles as role on role.workspace_id = own.role_workspace_id and role.name = own.role
     where own.workspace_id = rowseal.workspace_id() and own.user_id = rowseal.user_id();
  end if;
  if (tg_op = 'INSERT' or rowseal_private.is_within(old.workspace_id, v_taken, v_own_role))
     and (tg_op = 'DELETE' or rowseal_private.is_within(new.workspace_id, v_given, v_own_role))
  then
    return null;
  end if;
  raise exception 'nobody can give or take a role above their own scopes' using errcode = 'RS006';
end
$$;

comment on function rowseal_private.refuse_escalation() is
$$Trigger of memberships and roles, for every SQL that a request runs, whatever an application has granted or put into
functions of its own: a row may be written only in the workspace entered, and only where the caller has all of its old
and new scopes at that moment. It runs after the statement, whose RETURNING may have changed or cleared the context: so
the row says which workspace is meant, and the context has to say the same. Exempt are the first member of a workspace,
somebody who accepts an invitation in this very transaction, and somebody who deletes their own account. Where
rowseal_private.is_restricted() is false nothing is refused.
Errors: RS006; 28000 bad context.$$;

revoke execute on function rowseal_private.refuse_escalation() from public;
