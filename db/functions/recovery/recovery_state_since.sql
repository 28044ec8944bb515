create or replace function rowseal.recovery_state_since(seen text, out state text, out era text, out place text)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_primary constant boolean := not pg_is_in_recovery();
  v_here record;
begin
  if v_is_primary then
    v_here := rowseal_private.reached_place();
    if (v_here.since, v_here.timeline, v_here.lsn) < (
      split_part(seen, ' ', 1)::numeric, split_part(seen, ' ', 2)::bigint, split_part(seen, ' ', 3)::pg_lsn)
    then
      state := 'recovery_needed';
      -- The SQL of a request may say that it saw anything: that is remembered nowhere.
      if session_user = 'rowseal_issuer' then
        perform rowseal_private.need_recovery();
      end if;
      return;
    end if;
  end if;
  state := rowseal.recovery_state();
  if v_is_primary and state = 'served' then
    v_here := rowseal_private.reached_place();
    era := format('%s %s', v_here.since, v_here.timeline);
    place := format('%s %s', era, v_here.lsn);
  end if;
end
$$;

comment on function rowseal.recovery_state_since(text) is
$$Whether the database may be served from (rowseal.recovery_state) by a server that has seen it before: a primary that
is behind what was seen is an earlier state of it, such as a snapshot or an old primary. Positions of the log are
compared: a snapshot whose own log has grown past what was seen is served. What the issuer finds, everybody is told.
seen: the place of an earlier answer; null: none.
Caller: servers, at each connection and every 0.9 s.
Returns: state, served or recovery_needed; of a primary that is served, place, how far it is, to be said the next time,
and era, which is another one after each promotion and recovery: a connection from before may lead elsewhere.
Errors: 22P02, 22003 a place that no answer gave.$$;

revoke execute on function rowseal.recovery_state_since(text) from public;
grant execute on function rowseal.recovery_state_since(text) to rowseal_gateway, rowseal_issuer;
