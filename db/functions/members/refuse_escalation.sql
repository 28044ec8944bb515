create or replace function rowseal_private.refuse_escalation() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_taken text[];
  v_given text[];
  v_was text[];
  v_becomes text[];
  v_own text[];
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
    -- Roles that somebody keeps are neither given nor taken; where all are kept, each of them is evaluated.
    v_was := old.role || old.further_roles;
    v_becomes := new.role || new.further_roles;
    if tg_op = 'UPDATE' and old.workspace_id = new.workspace_id and not (v_was <@ v_becomes and v_was @> v_becomes) then
      v_taken := rowseal_private.united_scopes(old.workspace_id, '{}', array(
        select lost.name from unnest(v_was) as lost (name) where lost.name <> all (v_becomes)));
      v_given := rowseal_private.united_scopes(new.workspace_id, '{}', array(
        select got.name from unnest(v_becomes) as got (name) where got.name <> all (v_was)));
    else
      v_taken := rowseal_private.united_scopes(old.workspace_id, '{}', v_was);
      v_given := rowseal_private.united_scopes(new.workspace_id, '{}', v_becomes);
    end if;
  end if;

  -- What the caller could do before this very statement, if it is that which takes something from them.
  if tg_op <> 'INSERT' and tg_table_name = 'roles' then
    select array(select unnest(changed.scopes) from old_rows as changed where changed.name = any (held.roles)
                    and changed.workspace_id = rowseal_private.role_home(changed.name, own.workspace_id))
           || rowseal_private.united_scopes(own.workspace_id, '{}', array(
             select given.name from unnest(held.roles) as given (name)
              where not exists (
                select from old_rows as changed
                 where changed.name = given.name
                   and changed.workspace_id = rowseal_private.role_home(given.name, own.workspace_id))))
      into v_own
      from rowseal.memberships as own
     cross join lateral (select own.role || own.further_roles) as held (roles)
     where own.workspace_id = rowseal.workspace_id() and own.user_id = rowseal.user_id()
       and exists (select from old_rows as changed where changed.name = any (held.roles)
                      and changed.workspace_id = rowseal_private.role_home(changed.name, own.workspace_id));
  elsif tg_op <> 'INSERT' then
    select rowseal_private.united_scopes(own.workspace_id, '{}', own.role || own.further_roles)
      into v_own
      from old_rows as own
     where own.workspace_id = rowseal.workspace_id() and own.user_id = rowseal.user_id();
  end if;
  if (tg_op = 'INSERT' or rowseal_private.is_within(old.workspace_id, v_taken, v_own))
     and (tg_op = 'DELETE' or rowseal_private.is_within(new.workspace_id, v_given, v_own))
  then
    return null;
  end if;
  raise exception 'nobody can give or take a role above their own scopes' using errcode = 'RS006';
end
$$;

comment on function rowseal_private.refuse_escalation() is
$$Trigger of memberships and roles, for every SQL that a request runs, whatever an application has granted or put into
functions of its own: a row may be written only in the workspace entered, and only where the caller has all of its old
and new scopes at that moment, those of roles that a member keeps beside others aside. It runs after the statement,
whose RETURNING may have changed or cleared the context: so the row says which workspace is meant, and the context has
to say the same. Exempt are the first member of a workspace, somebody who accepts an invitation in this very
transaction, and somebody who deletes their own account. Where rowseal_private.is_restricted() is false nothing is
refused.
Errors: RS006; 28000 bad context.$$;

revoke execute on function rowseal_private.refuse_escalation() from public;
