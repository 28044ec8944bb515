create or replace function rowseal_private.request_policies(relation regclass, command text)
  returns table (permissive boolean, expression text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select policy.polpermissive,
         case request_policies.command
           when 'insert' then coalesce(said.checked, said.used)
           -- What an update leaves behind is checked too.
           when 'update' then pg_catalog.concat_ws(' and ', said.used, nullif(said.checked, 'true'))
           else said.used
         end
    from pg_catalog.pg_policy as policy
   cross join lateral (
     select pg_catalog.pg_get_expr(policy.polqual, policy.polrelid) as used,
            pg_catalog.pg_get_expr(policy.polwithcheck, policy.polrelid) as checked
   ) as said
   where policy.polrelid = request_policies.relation
     and policy.polcmd in (
       '*', case request_policies.command when 'select' then 'r' when 'insert' then 'a' when 'update' then 'w'
         else 'd' end)
     and exists (
       select from pg_catalog.unnest(policy.polroles) as named
        where named = 0 or pg_catalog.pg_has_role('rowseal_gateway', named, 'usage')
     );
end;

comment on function rowseal_private.request_policies(regclass, text) is $$The policies that bind a command of a request
on a table, each as one expression.$$;

revoke execute on function rowseal_private.request_policies(regclass, text) from public;
