create or replace function rowseal.effective_scopes() returns text[]
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_scope constant text := trim(encode(substr(rowseal_private.verified_context(), 181), 'escape'));
begin
  return case when v_scope <> '' then string_to_array(v_scope, ' ') else '{}' end;
end
$$;

comment on function rowseal.effective_scopes() is $$What the credential of this transaction may do in its workspace now:
those of its own scopes that the user's role grants.
Returns: an empty array where nobody entered or no workspace was named.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.effective_scopes() from public;
grant execute on function rowseal.effective_scopes() to rowseal_user, rowseal_developer;
