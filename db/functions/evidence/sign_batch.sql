create or replace function rowseal_private.sign_batch(number bigint, head text, statement text) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.event_batches as batch
     set statement = sign_batch.statement
   where batch.number = sign_batch.number
     and batch.head = decode(sign_batch.head, 'hex')
     and batch.statement is null
     and rowseal_private.jwe_key(sign_batch.statement) = rowseal_private.event_key_for(batch.number);
  return found;
end
$$;

comment on function rowseal_private.sign_batch(bigint, text, text) is
$$Keeps what a worker has signed of a batch, by its head (hex): a compact JWS.
Returns: false where another has signed it, its head is not that, or the statement names a key (kid) that signs other
batches.
Source: RFC 7515.$$;

revoke execute on function rowseal_private.sign_batch(bigint, text, text) from public;
grant execute on function rowseal_private.sign_batch(bigint, text, text) to rowseal_worker;
