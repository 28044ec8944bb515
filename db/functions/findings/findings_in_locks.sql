create or replace function rowseal_private.findings_in_locks() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'grant_locks', 'low', protected.name || ' to ' || held.grantee,
         'With ' || said.privileges || ' on the whole table requests may lock it against everybody'
           || case when said.needless then ', and no gate lets them use it for anything else.'
                else '; a grant of columns does not allow that.' end,
         case when said.needless
           then pg_catalog.format('revoke %s on %s from %s', said.privileges, protected.name, held.grantee)
           else pg_catalog.format('revoke update on %s from %s; grant update (%s) on %1$s to %2$s', protected.name,
             held.grantee, (
               select pg_catalog.string_agg(pg_catalog.quote_ident(attribute.attname), ', ' order by attribute.attnum)
                 from pg_catalog.pg_attribute as attribute
                where attribute.attrelid = protected.relation and attribute.attnum > 0
                  and not attribute.attisdropped and attribute.attgenerated = ''
             ))
         end,
         'owner', null
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_class as class on class.oid = protected.relation
   cross join lateral rowseal_private.grants_to_requests(class.relacl, 'r', class.relowner) as held
   cross join lateral (
     select pg_catalog.string_agg(privilege, ', ' order by privilege desc) as privileges, true as needless
       from unnest(array['update', 'delete']) as privilege
      where held.privileges ~ privilege and protected.options ->> privilege is null
     having pg_catalog.count(*) > 0
     union all
     -- DELETE locks just as well, and there is none of columns.
     select 'update', false
      where held.privileges ~ 'update' and held.privileges !~ 'delete' and protected.options ->> 'update' is not null
   ) as said
   -- Any other role should have neither.
   where class.relacl is not null and protected.options is not null and held.grantee = 'rowseal_user';
end;

comment on function rowseal_private.findings_in_locks() is
$$Findings in privileges by which requests may lock a protected table although they need not.$$;

revoke execute on function rowseal_private.findings_in_locks() from public;
