create or replace function rowseal_private.advance_event_keys() returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- What is not signed yet comes after all that is.
  v_unsigned constant bigint := coalesce(
    (select min(batch.number) from rowseal_private.event_batches as batch where batch.statement is null),
    (select max(batch.number) + 1 from rowseal_private.event_batches as batch), 0
  );
begin
  update rowseal_private.event_keys as key
     set private_jwe = null
   where key.private_jwe is not null
     and exists (
       select from rowseal_private.event_keys as later
        where later.first_batch > key.first_batch and later.first_batch <= v_unsigned
     );
  return coalesce((
    select rowseal_private.event_key_due(key.created_at) from rowseal_private.event_keys as key
     order by key.first_batch desc limit 1
  ), false);
end
$$;

comment on function rowseal_private.advance_event_keys() is
$$Forgets the private parts of keys that have signed all they had to, so that nobody finds them in what is copied from
then on.
Caller: the worker, each hour.
Returns: whether the key that signs sealed audit events has done so for settings.event_key_rotation: the caller makes
another one, because the database cannot, and passes it to rotate_event_key.$$;

revoke execute on function rowseal_private.advance_event_keys() from public;
grant execute on function rowseal_private.advance_event_keys() to rowseal_worker;
