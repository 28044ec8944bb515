create or replace function rowseal_private.authentication_of(session rowseal_private.sessions) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return rowseal_private.authentication_claims(
    array(
      select proof.kind
        from rowseal_private.session_proofs as proof
       where proof.user_id = (authentication_of.session).user_id
         and proof.session_id = (authentication_of.session).id
    ),
    (authentication_of.session).authenticated_at
  );

comment on function rowseal_private.authentication_of(rowseal_private.sessions) is $$How the user had authenticated when
they agreed to a grant, as its client is told it: no refresh changes it.$$;

revoke execute on function rowseal_private.authentication_of(rowseal_private.sessions) from public;
