create or replace function rowseal_test.token_of(
  email text, workspace text, scopes text[], out user_id uuid, out token_id uuid, out digest bytea
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  token_id := rowseal.uuidv7();
  digest := sha256(rowseal_private.random_bytes(33));
  insert into rowseal_private.personal_access_tokens (
    user_id, id, workspace_id, name, scope, secret_hash, last_four, expires_at, assurance
  )
  select membership.user_id, token_of.token_id, membership.workspace_id, 'rowseal_test',
         nullif(array_to_string(token_of.scopes, ' '), ''), sha256(token_of.digest), 'test',
         clock_timestamp() + interval '1 hour', rowseal_private.highest_assurance()
    from rowseal.users as account
    join rowseal.memberships as membership on membership.user_id = account.id
    join rowseal.workspaces as tenant on tenant.id = membership.workspace_id
   where account.email = token_of.email
     and tenant.slug = token_of.workspace
  returning personal_access_tokens.user_id into user_id;
  if user_id is null then
    raise exception '% is no member of %', token_of.email, token_of.workspace
      using errcode = 'RS013', hint = 'Make them one: select rowseal_test.member(…).';
  end if;
end
$$;

comment on function rowseal_test.token_of(text, text, text[]) is $$Makes a personal access token of a persona, limited
to scopes if there are any.
Caller: rowseal_test.as_token.
Returns: what rowseal.enter_with_digest takes.
Errors: RS013 no such member.$$;

revoke execute on function rowseal_test.token_of(text, text, text[]) from public;
