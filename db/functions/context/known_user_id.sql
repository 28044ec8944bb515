create or replace function rowseal.known_user_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select rowseal.user_id()
      from rowseal_private.reach_of(rowseal.user_id(), rowseal.session_id()) as caller
     where caller.identity_scope is null or string_to_array(caller.identity_scope, ' ') @> '{profile,email}'
  );
end
$$;

comment on function rowseal.known_user_id() is $$The user of this transaction, if the credential may know their name and
address. Every credential may, except a grant without the scopes profile and email, and a token that such a grant made.
For policies of rows about people; wrap it: (select rowseal.known_user_id()).
Errors: 28000 bad context.
Source: OpenID Connect Core section 5.4.$$;

revoke execute on function rowseal.known_user_id() from public;
grant execute on function rowseal.known_user_id() to rowseal_user, rowseal_developer;
