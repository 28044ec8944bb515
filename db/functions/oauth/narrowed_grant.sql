create or replace function rowseal_private.narrowed_grant(
  refreshed rowseal_private.refreshed_grant, scope text
) returns rowseal_private.refreshed_grant
  language plpgsql volatile parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims constant rowseal_private.claims := (narrowed_grant.refreshed).claims;
  v_scope constant text := rowseal_private.scope_words(narrowed_grant.scope, false);
begin
  if v_claims is not null then
    -- Sealed anew, not kept: the next refresh may ask for all of the grant again.
    refreshed.claims := rowseal_private.seal_claims(
      v_claims.sub, v_claims.sid, v_claims.workspace, v_scope, v_claims.exp);
    refreshed.scope := concat_ws(
      ' ', nullif(rowseal_private.scope_words((narrowed_grant.refreshed).scope, true), ''), nullif(v_scope, ''));
  end if;
  return refreshed;
end
$$;

comment on function rowseal_private.narrowed_grant(rowseal_private.refreshed_grant, text) is
$$What came of a refresh with its access token limited to some of the grant's scopes, which the caller has found to be
the grant's (rowseal_private.is_within_grant).
Caller: rowseal_private.refresh_grant.$$;

revoke execute on function rowseal_private.narrowed_grant(rowseal_private.refreshed_grant, text) from public;
