create or replace function rowseal_private.grantable_scope(scope text) returns text
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_session rowseal_private.sessions;
begin
  select * into v_session
    from rowseal_private.sessions as session
   where session.user_id = rowseal.user_id() and session.id = rowseal.session_id();
  if not found then
    raise exception 'a personal access token cannot make or renew one' using errcode = 'RS010';
  end if;
  if grantable_scope.scope is null then
    return case when v_session.scope is not null then array_to_string(rowseal.effective_scopes(), ' ') end;
  end if;
  if not string_to_array(grantable_scope.scope, ' ') <@ rowseal.effective_scopes() then
    raise exception 'a credential cannot exceed the scopes of who makes it' using errcode = 'RS006';
  end if;
  return grantable_scope.scope;
end
$$;

comment on function rowseal_private.grantable_scope(text) is
  'What the caller may put into a new credential: the scope asked for, if the caller has all of it now; for null, no limit if the caller''s session '
  'has none, else exactly what the caller has. Errors: RS006 more than the caller has; RS010 the caller came with a token.';

revoke execute on function rowseal_private.grantable_scope(text) from public;
