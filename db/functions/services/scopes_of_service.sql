create or replace function rowseal_private.scopes_of_service(scopes text[], key_scopes text[] default null)
  returns text[]
  language sql stable parallel restricted
  return array(
    select known.name
      from pg_catalog.unnest(scopes_of_service.scopes) as given (name)
      join rowseal.scopes as known on known.name = given.name
     where scopes_of_service.key_scopes is null or given.name = any (scopes_of_service.key_scopes)
     order by known.name
  );

comment on function rowseal_private.scopes_of_service(text[], text[]) is
$$THE permission rule of services, as rowseal_private.effective_scope is of people: of the scopes that one was given,
those that the catalogue has now; of a key of it, those that the service had too when the key was made (key_scopes), so
that nobody's key grows above them. No SET clause, so that it is inlined into its callers.
Returns: never null.$$;

revoke execute on function rowseal_private.scopes_of_service(text[], text[]) from public;
