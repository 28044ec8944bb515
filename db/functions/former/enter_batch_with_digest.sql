create or replace procedure rowseal.enter_batch_with_digest(
  portal text, statement bytea, user_id uuid, token_id uuid, digest bytea, ip inet, wanted text
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
    enter_batch_with_digest.ip, enter_batch_with_digest.wanted, null
  );
end
$$;

comment on procedure rowseal.enter_batch_with_digest(text, bytea, uuid, uuid, bytea, inet, text) is
$$rowseal.enter_batch_with_digest as it was before it took the id of the request: for servers of the version before,
which run beside this one during an upgrade.
Errors: those of rowseal.enter_batch_with_digest.$$;

revoke execute on procedure rowseal.enter_batch_with_digest(text, bytea, uuid, uuid, bytea, inet, text) from public;
grant execute on procedure rowseal.enter_batch_with_digest(text, bytea, uuid, uuid, bytea, inet, text)
  to rowseal_gateway;
