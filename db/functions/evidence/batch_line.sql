create or replace function rowseal_private.batch_line(batch rowseal_private.event_batches) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return format(
    '{"batch":%s,"digest":"%s","events":%s,"first":%s,"previous":"%s","sealed_at":"%s","segment":%s,"until":"%s"}',
    (batch).number, encode((batch).digest, 'hex'), (batch).events, (batch).first_event,
    encode((batch).previous, 'hex'),
    to_char((batch).sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), (batch).segment,
    to_char((batch).until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  );

comment on function rowseal_private.batch_line(rowseal_private.event_batches) is
$$The line of a batch, canonical JSON, whose SHA-256 is its head.
Source: RFC 8785.$$;

revoke execute on function rowseal_private.batch_line(rowseal_private.event_batches) from public;
