create or replace function rowseal_private.context_message(body bytea) returns bytea
  language sql stable parallel restricted
  return '\x726f777365616c20636f6e746578742031'::bytea
    || pg_catalog.int4send(pg_catalog.pg_backend_pid())
    || pg_catalog.timestamptz_send(pg_catalog.transaction_timestamp())
    || pg_catalog.convert_to(pg_catalog.concat(current_database(), '/', session_user, '/'), 'UTF8')
    || context_message.body;

comment on function rowseal_private.context_message(bytea) is
$$The bytes that the MAC of a context covers: the label "rowseal context 1", this backend, this transaction, this
database and login role, and the body. The MAC is therefore invalid in any other transaction. No SET clause, so that it
is inlined into its callers. Parallel restricted: a worker has another pid.$$;

revoke execute on function rowseal_private.context_message(bytea) from public;
