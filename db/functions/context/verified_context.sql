create or replace function rowseal_private.verified_context() returns bytea
  language plpgsql stable parallel restricted
as $$
declare
  v_context constant pg_catalog.bytea :=
    pg_catalog.convert_to(pg_catalog.current_setting('rowseal.context', true), 'UTF8');
  v_key_id pg_catalog.text := pg_catalog.encode(pg_catalog.substr(v_context, 1, 8), 'escape');
  v_inner pg_catalog.bytea;
  v_outer pg_catalog.bytea;
  v_created_at pg_catalog.timestamptz;
  v_retires_at pg_catalog.timestamptz;
begin
  -- After a transaction that entered, the setting is '' on this connection and no longer null.
  if v_context operator(pg_catalog.<>) '' then
    -- All columns, in their order, because others have to be picked; and no condition but the key, because the query is
    -- set up anew in each check, and what follows once in a transaction.
    select key.id, key.inner_pad, key.outer_pad, key.created_at, key.retires_at
      into v_key_id, v_inner, v_outer, v_created_at, v_retires_at
      from rowseal_private.seal_keys as key
     where key.id operator(pg_catalog.=) v_key_id;
    -- Nothing found is null, which is not true. A key retires by the clock: a transaction that was begun before a
    -- stolen one was retired must not go on trusting it.
    -- The transactions of one simple message share their timestamp, so that a context could be brought into one that
    -- sees an old snapshot.
    if (
      pg_catalog.substr(v_context, 9, 64) operator(pg_catalog.=) pg_catalog.convert_to(
        pg_catalog.encode(
          rowseal_private.hmac_sha256(
            v_inner, v_outer, rowseal_private.context_message(pg_catalog.substr(v_context, 73))), 'hex'
        ), 'UTF8'
      )
      and (v_retires_at is null or v_retires_at operator(pg_catalog.>) pg_catalog.clock_timestamp())
      and pg_catalog.current_setting('transaction_isolation') operator(pg_catalog.=) 'read committed'
      and pg_catalog.clock_timestamp() operator(pg_catalog.<) (
        pg_catalog.transaction_timestamp() operator(pg_catalog.+) rowseal_private.context_lifetime()
      )
    ) is not true then
      if pg_catalog.clock_timestamp() operator(pg_catalog.>=) (
        pg_catalog.transaction_timestamp() operator(pg_catalog.+) rowseal_private.context_lifetime()
      ) then
        raise exception 'the transaction has gone on for too long since somebody entered it'
          using errcode = 'RS017', hint = 'Enter again, in a new transaction.';
      end if;
      raise exception 'the context does not belong to this transaction' using errcode = '28000';
    end if;
    return v_context;
  end if;
  return rowseal_private.bound_context();
end
$$;

comment on function rowseal_private.verified_context() is $$The context that rowseal.enter wrote in this very
transaction: key id (8), MAC (64), workspace (36), user (36), session (36), then the effective scopes, each between
blanks, and the address and id of the request (rowseal_private.context_body). No SET clause, because its callers have
one and every policy pays for it.
Returns: where nobody entered, what rowseal_private.bound_context says of the login role, mostly null.
Errors: those of rowseal_private.bound_context; 28000 planted, edited, replayed, or under a key that has retired; RS017
older than rowseal_private.context_lifetime().$$;

revoke execute on function rowseal_private.verified_context() from public;
