create or replace function rowseal_private.seal_batch(
  horizon xid8, most integer, out sealed integer, out has_more boolean
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_mark rowseal_private.event_marks;
  v_segment constant rowseal_private.event_segments := rowseal_private.begin_event_segment();
  v_last rowseal_private.event_batches;
  v_new rowseal_private.event_batches;
  v_first rowseal_private.audit_events;
  v_latest xid8;
  v_latest_id uuid;
  v_due integer;
begin
  select * into strict v_mark from rowseal_private.event_marks;
  select * into v_last from rowseal_private.event_batches as batch order by batch.number desc limit 1;
  select * into v_first from rowseal_private.due_events(v_mark, v_segment, horizon, 1);
  if v_first.id is null then
    perform rowseal_private.end_sweep(v_segment);
    sealed := 0;
    has_more := not v_segment.is_swept;
    return;
  end if;
  perform rowseal_private.ensure_seal_partition(date_trunc('month', v_first.at at time zone 'UTC')::date);
  v_new.number := coalesce(v_last.number, 0) + 1;
  v_new.segment := v_segment.number;
  v_new.first_event := coalesce(v_last.first_event + v_last.events, 1);
  v_new.previous := coalesce(v_last.head, decode(repeat('00', 32), 'hex'));
  v_new.personal := array(
    select value.place || coalesce('.' || nullif(value.key, ''), '') from rowseal_private.personal_values as value
     order by 1
  );
  v_new.is_dropped := false;
  with due as materialized (
    select event, row_number() over (order by event.xid, event.id) as place,
           date_trunc('month', event.at at time zone 'UTC') as month
      from rowseal_private.due_events(v_mark, v_segment, horizon, most) as event
  ), salted as materialized (
    -- Of one month alone, whose events are dropped together.
    select due.event, due.place,
           case when (due.event).ip is not null or v_new.personal <> '{ip}' then
             uuid_send(gen_random_uuid()) end as salt
      from due
     where due.place < coalesce((
       select min(other.place) from due as other
        where other.month <> date_trunc('month', v_first.at at time zone 'UTC')
     ), due.place + 1)
  ), numbered as (
    insert into rowseal_private.sealed_events as stored (workspace_id, at, id, number, hash, salt)
    select (salted.event).workspace_id, (salted.event).at, (salted.event).id, v_new.first_event + salted.place - 1,
           sha256(convert_to(
             rowseal_private.event_line(salted.event, v_new.personal, salted.salt, null), 'UTF8')), salted.salt
      from salted
    returning stored.number, stored.hash
  ), erased as (
    insert into rowseal_private.event_erasures as erasure (user_id, erased_at, scanned_until)
    select (salted.event).user_id, (salted.event).at, '-infinity' from salted
     where (salted.event).kind = 'user_erased' and (salted.event).user_id is not null
        on conflict on constraint event_erasures_pkey do nothing
  )
  select count(*), sha256(string_agg(numbered.hash, '' order by numbered.number)),
         (select max((salted.event).at) from salted), (select count(*) from due),
         (select (salted.event).xid from salted order by salted.place desc limit 1),
         (select (salted.event).id from salted order by salted.place desc limit 1)
    into v_new.events, v_new.digest, v_new.until, v_due, v_latest, v_latest_id
    from numbered;
  v_new.sealed_at := clock_timestamp();
  v_new.head := sha256(convert_to(rowseal_private.batch_line(v_new), 'UTF8'));
  insert into rowseal_private.event_batches select v_new.*;
  update rowseal_private.event_marks set xid = v_latest, id = v_latest_id where v_segment.is_swept;
  perform pg_notify('rowseal_events', v_first.id::text);
  sealed := v_new.events;
  has_more := v_due = most or v_due > sealed;
end
$$;

comment on function rowseal_private.seal_batch(xid8, integer) is
$$Seals the next audit events of transactions below the horizon, most at most, and all of one month, as one batch: gives
them numbers and hashes, and chains the batch to the last. Announces it by one notice on the channel rowseal_events, the
id of the first event, because every role that can connect can listen.
Caller: rowseal_private.seal_events, which holds the mark.
Returns: how many, and whether there are more.$$;

revoke execute on function rowseal_private.seal_batch(xid8, integer) from public;
