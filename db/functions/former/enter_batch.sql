create or replace procedure rowseal.enter_batch(
  portal text,
  statement bytea,
  sub uuid,
  sid uuid,
  workspace uuid,
  scope text,
  exp bigint,
  seal_key text,
  seal bytea,
  wanted text
)
  language plpgsql
as $$
declare
  v_nothing pg_catalog.text;
begin
  -- Assigned, not performed: an expression costs a fraction of a query.
  v_nothing := rowseal.check_batch(enter_batch.portal, enter_batch.statement);
  v_nothing := rowseal.enter(
    enter_batch.sub, enter_batch.sid, enter_batch.workspace, enter_batch.scope, enter_batch.exp, enter_batch.seal_key,
    enter_batch.seal, enter_batch.wanted, null, null
  );
end
$$;

comment on procedure rowseal.enter_batch(text, bytea, uuid, uuid, uuid, text, bigint, text, bytea, text) is
$$rowseal.enter_batch as it was before it took the client's address and the id of the request: for servers of the
version before, which run beside this one during an upgrade.
Errors: those of rowseal.enter_batch.$$;

revoke execute on procedure rowseal.enter_batch(text, bytea, uuid, uuid, uuid, text, bigint, text, bytea, text)
  from public;
grant execute on procedure rowseal.enter_batch(text, bytea, uuid, uuid, uuid, text, bigint, text, bytea, text)
  to rowseal_gateway;
