create or replace function rowseal.enter(
  sub uuid,
  sid uuid,
  workspace uuid,
  scope text,
  exp bigint,
  seal_key text,
  seal bytea,
  wanted text default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal.enter(
    enter.sub, enter.sid, enter.workspace, enter.scope, enter.exp, enter.seal_key, enter.seal, enter.wanted, null, null
  );
end
$$;

comment on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text) is
$$rowseal.enter as it was before it took the client's address and the id of the request: both are unknown. Kept for one
release.
Errors: those of rowseal.enter.$$;

revoke execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text) from public;
grant execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text) to rowseal_gateway;
