create or replace function rowseal.authenticate(
  sub uuid, sid uuid, workspace uuid, scope text, exp bigint, seal_key text, seal bytea,
  wanted text, ip inet, request_id text
) returns table (caller_id uuid, credential_id uuid, workspace_id uuid, scopes text, service_id uuid)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal.enter(
    authenticate.sub, authenticate.sid, authenticate.workspace, authenticate.scope, authenticate.exp,
    authenticate.seal_key, authenticate.seal, authenticate.wanted, authenticate.ip, authenticate.request_id
  );
  return query
    select entered.user_id, entered.credential_id, entered.workspace_id, array_to_string(entered.scopes, ' '),
           entered.service_id
      from rowseal_private.entered() as entered;
end
$$;

comment on function rowseal.authenticate(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text) is
$$rowseal.enter, and who has entered in the same statement: for applications that only ask who calls them. The
arguments are those of rowseal.enter; the context ends with the transaction.
Returns: the user as caller_id (null: a service, service_id), the session, grant or key, the workspace entered (null:
none was named) and what may be done there now, a list of scopes with blanks between them.
Errors: those of rowseal.enter.$$;

revoke execute on function rowseal.authenticate(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text)
  from public;
grant execute on function rowseal.authenticate(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text)
  to rowseal_gateway;
