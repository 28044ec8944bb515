create or replace function rowseal_private.policies_digest(relation regclass) returns text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.encode(
           pg_catalog.sha256(pg_catalog.convert_to(
             pg_catalog.string_agg(policy.text, E'\n' order by policy.text collate "C"), 'UTF8')),
           'hex'
         )
    from (
      select pg_catalog.concat_ws(
               '|', written.polname, written.polcmd, written.polpermissive,
               array(
                 select coalesce(role.rolname, 'public') collate "C"
                   from pg_catalog.unnest(written.polroles) as member
                   left join pg_catalog.pg_roles as role on role.oid = member
                  order by 1
               ),
               pg_catalog.pg_get_expr(written.polqual, written.polrelid),
               pg_catalog.pg_get_expr(written.polwithcheck, written.polrelid)
             ) as text
        from pg_catalog.pg_policy as written
        join rowseal_private.policies_of_protect(policies_digest.relation) as name on name = written.polname
       where written.polrelid = policies_digest.relation
    ) as policy;
end;

comment on function rowseal_private.policies_digest(regclass) is $$SHA-256 of the policies of a table that
rowseal.protect wrote, as this server tells them.$$;

revoke execute on function rowseal_private.policies_digest(regclass) from public;
