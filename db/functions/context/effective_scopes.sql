create or replace function rowseal.effective_scopes() returns text[]
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- The last part, without a blank after it, is where the request came from.
  v_parts constant text[] := string_to_array(
    encode(substr(rowseal_private.verified_context(), 182), 'escape'), ' ');
begin
  return coalesce(v_parts[:cardinality(v_parts) - 1], '{}');
end
$$;

comment on function rowseal.effective_scopes() is $$What the credential of this transaction may do in its workspace now:
those of its own scopes that the user's roles grant.
Returns: an empty array where nobody entered or no workspace was named.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.effective_scopes() from public;
grant execute on function rowseal.effective_scopes() to rowseal_user, rowseal_developer;
