create or replace function rowseal_private.event_position(cursor text) returns bigint
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_parts constant text[] := regexp_match(event_position.cursor, '^([0-9]{1,9})\.([0-9]{1,18})$');
begin
  if event_position.cursor is null then
    return 0;
  elsif v_parts is null then
    raise exception 'a cursor is <segment>.<number>' using errcode = '22023';
  end if;
  -- What came after it in its segment may have been lost by a restore, and the numbers given again.
  return least(v_parts[2]::bigint, (
    select batch.first_event + batch.events - 1
      from rowseal_private.event_batches as batch
     where batch.segment <= v_parts[1]::integer
     order by batch.segment desc, batch.number desc
     limit 1
  ));
end
$$;

comment on function rowseal_private.event_position(text) is
$$The number of the event that a cursor (<segment>.<number>) stands after, in the chain as it is now: where a restore
has taken back events that were read, the last one that is left.
Errors: 22023 no cursor.$$;

revoke execute on function rowseal_private.event_position(text) from public;
