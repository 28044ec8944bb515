create or replace function rowseal_audit.event_batches(after bigint default 0, page_size integer default 100)
  returns table (
    number bigint, segment integer, first_event bigint, events integer, batch text, head text, statement text,
    dropped boolean
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.audited_workspace(null);
  return query
    select stored.number, stored.segment, stored.first_event, stored.events, rowseal_private.batch_line(stored),
           encode(stored.head, 'hex'), stored.statement, stored.is_dropped
      from rowseal_private.event_batches as stored
     where stored.number > event_batches.after
     order by stored.number
     limit least(greatest(event_batches.page_size, 1), 1000);
end
$$;

comment on function rowseal_audit.event_batches(bigint, integer) is
$$The batches that audit events were sealed in: the line of each, whose SHA-256 is its head, and the signed head, null
until a worker has signed it. after: the last number of the page before; page_size: 1 to 1000.
Caller: auditors, the database's owner, superusers; requests with the scope audit:read.
Errors: RS006 lacks audit:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal_audit.event_batches(bigint, integer) from public;
grant execute on function rowseal_audit.event_batches(bigint, integer)
  to rowseal_auditor, rowseal_user, pg_database_owner;
