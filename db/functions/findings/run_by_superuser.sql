create or replace function rowseal_private.run_by_superuser() returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select case when exists (
           select from pg_catalog.pg_roles
            where rolname in (
              'azure_pg_admin', 'cloudsqlsuperuser', 'neon_superuser', 'rds_superuser', 'supabase_admin', 'avnadmin',
              'doadmin', 'alloydbsuperuser'
            )
         ) then 'hoster' else 'superuser' end;
end;

comment on function rowseal_private.run_by_superuser() is $$Who runs what takes a superuser: on PostgreSQL that somebody
hosts, the hoster.$$;

revoke execute on function rowseal_private.run_by_superuser() from public;
