create or replace procedure rowseal.enter_batch_with_digest(
  portal text, statement bytea, user_id uuid, token_id uuid, digest bytea, ip inet, wanted text,
  request_id text
)
  language plpgsql
as $$
declare
  v_nothing pg_catalog.text;
begin
  -- Assigned, not performed: an expression costs a fraction of a query.
  v_nothing := rowseal.check_batch(enter_batch_with_digest.portal, enter_batch_with_digest.statement);
  v_nothing := rowseal.enter_with_digest(
    enter_batch_with_digest.user_id, enter_batch_with_digest.token_id, enter_batch_with_digest.digest,
    enter_batch_with_digest.ip,
    enter_batch_with_digest.wanted, enter_batch_with_digest.request_id
  );
end
$$;

comment on procedure rowseal.enter_batch_with_digest(text, bytea, uuid, uuid, bytea, inet, text, text) is
$$rowseal.enter_batch for personal access tokens: rowseal.check_batch, then rowseal.enter_with_digest.
Caller: the gateway's batch, between binding a client's statement and running it.
Errors: those of both.$$;

revoke execute on procedure rowseal.enter_batch_with_digest(text, bytea, uuid, uuid, bytea, inet, text, text)
  from public;
grant execute on procedure rowseal.enter_batch_with_digest(text, bytea, uuid, uuid, bytea, inet, text, text)
  to rowseal_gateway;
