create or replace function rowseal_private.has_head(segment integer, number bigint, head text) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return exists (
    select from rowseal_private.event_batches as batch
     where batch.number = has_head.number and batch.segment = has_head.segment
       and batch.head = decode(has_head.head, 'hex')
  ) or not exists (
    -- Dropped with what came before.
    select from rowseal_private.event_batches as batch where batch.number <= has_head.number and not batch.is_dropped
  ) and exists (
    select from rowseal_private.event_batches as batch where batch.number > has_head.number
  );

comment on function rowseal_private.has_head(integer, bigint, text) is
$$Whether a head (hex) that a worker has signed before is still that of its batch.$$;

revoke execute on function rowseal_private.has_head(integer, bigint, text) from public;
grant execute on function rowseal_private.has_head(integer, bigint, text) to rowseal_worker;
