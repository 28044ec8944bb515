create or replace function rowseal_private.maintenance() returns integer
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case when settings.maintenance_since is not null then
           pg_catalog.ceil(extract(epoch from settings.maintenance_retry_after))::integer end
    from rowseal_private.settings as settings;
end;

comment on function rowseal_private.maintenance() is
$$Whether requests only read (rowseal_audit.set_maintenance).
Caller: servers, every 0.9 s; the worker, which then rests.
Returns: in how many seconds clients are told to try again; null: requests write.$$;

revoke execute on function rowseal_private.maintenance() from public;
grant execute on function rowseal_private.maintenance() to rowseal_issuer, rowseal_worker;
