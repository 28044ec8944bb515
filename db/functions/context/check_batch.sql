create or replace function rowseal.check_batch(portal text, statement bytea) returns void
  language plpgsql volatile parallel unsafe
as $$
declare
  -- Assigned, not performed: an expression costs a fraction of a query.
  v_nothing constant pg_catalog.text := pg_catalog.pg_advisory_unlock_all();
begin
  if (
    pg_catalog.current_setting('role') operator(pg_catalog.=) 'none'
    and pg_catalog.current_setting('transaction_isolation') operator(pg_catalog.=) 'read committed'
    and pg_catalog.pg_my_temp_schema() operator(pg_catalog.=) 0::pg_catalog.oid
    and (pg_catalog.current_setting('transaction_read_only') operator(pg_catalog.=) 'off'
      or pg_catalog.pg_is_in_recovery())
  ) is not true then
    if pg_catalog.current_setting('transaction_read_only') operator(pg_catalog.=) 'on'
       and pg_catalog.current_setting('default_transaction_read_only') operator(pg_catalog.=) 'on'
       and not pg_catalog.pg_is_in_recovery()
    then
      raise exception 'this database takes reads only' using errcode = '25006';
    end if;
    raise exception 'the connection is not as this server left it'
      using errcode = 'RS009', detail = pg_catalog.pg_backend_pid()::pg_catalog.text;
  end if;
  -- An array, because an aggregate costs a third more. What stands for a cursor WITH HOLD is no digest.
  if (
    array(
      select case when bound.is_holdable then ''::pg_catalog.bytea
               else pg_catalog.sha256(pg_catalog.convert_to(bound.statement, 'UTF8')) end
        from pg_catalog.pg_cursor() as bound
       where bound.is_holdable or bound.name operator(pg_catalog.=) check_batch.portal
    ) operator(pg_catalog.=) case
      when check_batch.portal is null then '{}'::pg_catalog.bytea[] else array[check_batch.statement] end
  ) is not true then
    raise exception 'the statement that was bound is not the one that was sent, or a cursor was left open'
      using errcode = 'RS009', detail = pg_catalog.pg_backend_pid()::pg_catalog.text;
  end if;
end
$$;

comment on function rowseal.check_batch(text, bytea) is $$Refuses a batch on a connection whose settings or prepared
statements were changed by earlier SQL, before anybody enters. portal holds the client's statement, bound and not run;
statement is the SHA-256 of its text as the server sent it. SQL's PREPARE keeps the text of the PREPARE, so a statement
that SQL planted under a known name never has that hash. A null portal: the statement is parsed after this and needs no
such check. A cursor WITH HOLD, which keeps its rows in a file while its connection lives, is refused as well. What the
server's RESET ALL cannot undo is checked too: role, isolation level, read only, temporary schema. Advisory locks that
earlier SQL has taken for its session, which outlast its transaction, are given back.
No SET clause and no SECURITY DEFINER: every batch pays for it.
Errors: RS009, with the backend's pid as DETAIL; 25006 the database is set to read only.$$;

revoke execute on function rowseal.check_batch(text, bytea) from public;
grant execute on function rowseal.check_batch(text, bytea) to rowseal_gateway;
