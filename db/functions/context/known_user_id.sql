create or replace function rowseal.known_user_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  return (
    select rowseal.user_id()
      from rowseal_private.reach_of(rowseal.user_id(), rowseal.session_id()) as caller
     where caller.identity_scope is null or string_to_array(caller.identity_scope, ' ') @> '{profile,email}'
  );
end
$$;

comment on function rowseal.known_user_id() is
  'The user of this transaction, where the credential may know their name and address: any but a grant without profile and email (OpenID Connect Core '
  'section 5.4), and a token that such a one made. For policies of rows about persons; wrap it: (select rowseal.known_user_id()). Errors: 28000 bad '
  'context.';

revoke execute on function rowseal.known_user_id() from public;
grant execute on function rowseal.known_user_id() to rowseal_user;
