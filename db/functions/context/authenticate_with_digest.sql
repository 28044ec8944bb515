create or replace function rowseal.authenticate_with_digest(
  user_id uuid, token_id uuid, digest bytea, ip inet, wanted text, request_id text
) returns table (caller_id uuid, credential_id uuid, workspace_id uuid, scopes text, service_id uuid)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal.enter_with_digest(
    authenticate_with_digest.user_id, authenticate_with_digest.token_id, authenticate_with_digest.digest,
    authenticate_with_digest.ip, authenticate_with_digest.wanted, authenticate_with_digest.request_id
  );
  return query
    select entered.user_id, entered.credential_id, entered.workspace_id, array_to_string(entered.scopes, ' '),
           entered.service_id
      from rowseal_private.entered() as entered;
end
$$;

comment on function rowseal.authenticate_with_digest(uuid, uuid, bytea, inet, text, text) is
$$rowseal.enter_with_digest, and who has entered in the same statement, as rowseal.authenticate. The arguments are those
of rowseal.enter_with_digest.
Returns: as rowseal.authenticate.
Errors: those of rowseal.enter_with_digest.$$;

revoke execute on function rowseal.authenticate_with_digest(uuid, uuid, bytea, inet, text, text) from public;
grant execute on function rowseal.authenticate_with_digest(uuid, uuid, bytea, inet, text, text) to rowseal_gateway;
