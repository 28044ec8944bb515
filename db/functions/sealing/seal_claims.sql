create or replace function rowseal_private.seal_claims(sub uuid, sid uuid, workspace uuid, scope text, exp bigint)
  returns rowseal_private.claims
  language sql volatile parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.sealed_claims(
           key.id, key.inner_pad, key.outer_pad,
           seal_claims.sub, seal_claims.sid, seal_claims.workspace, seal_claims.scope, seal_claims.exp
         )
    from rowseal_private.seal_keys as key
   where key.retires_at is null;
end;

comment on function rowseal_private.seal_claims(uuid, uuid, uuid, text, bigint) is
$$Seals claims under the newest key. A caller can impersonate anybody with it.
Caller: only functions that have authenticated somebody.$$;

revoke execute on function rowseal_private.seal_claims(uuid, uuid, uuid, text, bigint) from public;
