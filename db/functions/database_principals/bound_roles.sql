create or replace function rowseal_audit.bound_roles()
  returns table (
    role name, id uuid, user_id uuid, address text, workspace_id uuid, workspace text, scopes text, writes boolean,
    since timestamptz, expires_at timestamptz, state text
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select bound.role_name, bound.id, bound.user_id, account.email, bound.workspace_id, workspace.slug, bound.scope,
         bound.writes, bound.created_at, ends.at,
         case
           when not exists (
             select from pg_catalog.pg_roles as role
              where role.oid = bound.role_oid and role.rolname = bound.role_name) then 'role gone'
           when ends.at <= pg_catalog.clock_timestamp() then 'expired'
           when account.disabled_at is not null then 'user disabled'
           when workspace.erase_at is not null then 'workspace deleted'
           when rowseal_private.unmet_policy(bound.workspace_id, bound.user_id, bound.id) is not null
             then 'factor missing'
           else 'live'
         end
    from rowseal_private.database_principals as bound
    join rowseal.users as account on account.id = bound.user_id
    join rowseal.workspaces as workspace on workspace.id = bound.workspace_id
   cross join lateral (
     select least(bound.expires_at, bound.created_at + workspace.longest_token_lifetime) as at
   ) as ends
   order by bound.role_name;
end;

comment on function rowseal_audit.bound_roles() is $$The login roles that are bound to users, by rowseal.bind_role, and
whether they are anybody now. expires_at: or earlier, when the workspace lets no credential live as long.
Caller: auditors, the database's owner.
Returns: state: live; expired; user disabled; workspace deleted; factor missing, which a policy of assurance asks the
user for; role gone, because it was dropped or renamed.$$;

revoke execute on function rowseal_audit.bound_roles() from public;
grant execute on function rowseal_audit.bound_roles() to rowseal_auditor, pg_database_owner;
