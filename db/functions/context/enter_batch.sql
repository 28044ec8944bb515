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
  wanted text,
  ip inet,
  request_id text
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
    enter_batch.seal,
    enter_batch.wanted, enter_batch.ip, enter_batch.request_id
  );
end
$$;

comment on procedure rowseal.enter_batch(
  text, bytea, uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text
) is
$$rowseal.check_batch, then rowseal.enter. A procedure, because CALL needs no planner; parsed anew in each batch, so
that nothing can stand in its place.
Caller: the gateway's batch, between binding a client's statement and running it.
Errors: those of both.$$;

revoke execute on procedure rowseal.enter_batch(
  text, bytea, uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text
) from public;
grant execute on procedure rowseal.enter_batch(
  text, bytea, uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text
) to rowseal_gateway;
