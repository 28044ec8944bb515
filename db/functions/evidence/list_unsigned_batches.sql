create or replace function rowseal_private.list_unsigned_batches()
  returns table (
    segment integer, number bigint, first_event bigint, events integer, previous text, head text,
    sealed_at timestamptz, key_id text, next_key_id text
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select batch.segment, batch.number, batch.first_event, batch.events, encode(batch.previous, 'hex'),
         encode(batch.head, 'hex'), batch.sealed_at, rowseal_private.event_key_for(batch.number),
         (select key.id from rowseal_private.event_keys as key where key.first_batch = batch.number + 1)
    from rowseal_private.event_batches as batch
   where batch.statement is null
   order by batch.number
   limit 1000;
end;

comment on function rowseal_private.list_unsigned_batches() is
$$The batches of sealed audit events that no worker has signed yet, a thousand at most, in their order. key_id is the
key that signs it (null: there is none yet), next_key_id the one that signs the next batch instead; null: the same.$$;

revoke execute on function rowseal_private.list_unsigned_batches() from public;
grant execute on function rowseal_private.list_unsigned_batches() to rowseal_worker;
