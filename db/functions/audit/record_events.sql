create or replace function rowseal_private.record_events(kind text, user_id uuid, details jsonb[]) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  with recorded as (
    insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details)
    select rowseal_private.no_workspace(), clock_timestamp(), rowseal.uuidv7(), record_events.kind,
           record_events.user_id, detail
      from unnest(record_events.details) as detail
    returning id
  )
  -- By order, because uuid has no min() before PostgreSQL 18.
  select recorded.id into v_id from recorded order by recorded.id limit 1;
  if v_id is null then
    return;
  end if;
  perform pg_notify('rowseal_events', v_id::text);
end
$$;

comment on function rowseal_private.record_events(text, uuid, jsonb[]) is
$$Writes an audit event for each of details, all of one kind and one user, and announces them with one notice on the
channel rowseal_events: the id of the first. Ids are in the order of time, so a listener that reads what it has not seen
finds them all.$$;

revoke execute on function rowseal_private.record_events(text, uuid, jsonb[]) from public;
