create or replace function rowseal_audit.find_imported(source text, external_ids text[])
  returns table (external_id text, user_id uuid)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select known.external_id, known.user_id
    from rowseal_private.imported_users as known
   where known.source = find_imported.source and known.external_id = any (find_imported.external_ids);
end;

comment on function rowseal_audit.find_imported(text, text[]) is
$$Which users of another system (source) an import has brought, by their ids there, and who they are here.
Caller: the database's owner, superusers, auditors.$$;

revoke execute on function rowseal_audit.find_imported(text, text[]) from public;
grant execute on function rowseal_audit.find_imported(text, text[]) to rowseal_auditor, pg_database_owner;
