create or replace function rowseal_audit.preview(sql text)
  returns table (
    change text, object text, command text, role text, workspace_id uuid, people bigint, was text, becomes text,
    why text, sql_that_mends text
  )
  language sql volatile parallel unsafe
begin atomic
  select shown.*
    from rowseal_audit.preview_under(preview.sql, pg_catalog.current_setting('search_path')) as shown;
end;

comment on function rowseal_audit.preview(text) is $$What a migration would change, tried and taken back: how many
people, by their role, gain or lose a command on which table, from which level to which (none; some rows of the
workspace; workspace; every row of all); which roles of the database do outside requests; where people have to prove
better or less well who they are; which findings appear or are mended. It runs as the caller, under a lock timeout of 1
s, and gives back every lock before people are counted. People and memberships are as they are now; what a table's own
policies let through is read only as far as rules of rowseal.protect and constants go, else it is some. Not taken back:
values of sequences, prepared statements, what the
SQL hides from words in strings; so run it on a copy.
Caller: the database's owner, superusers.
Errors: RS135 what cannot be taken back: transaction control, programs, files, extensions, other servers; 42501 in a
request; 55P03 a table is in use; those of the SQL.$$;

revoke execute on function rowseal_audit.preview(text) from public;
grant execute on function rowseal_audit.preview(text) to pg_database_owner;
