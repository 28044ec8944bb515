create or replace function rowseal_private.oldest_proof(proofs jsonb, authenticated_at timestamptz) returns timestamptz
  language sql stable parallel restricted
begin atomic
  select case when min(proof.value::timestamptz) > '-infinity' then min(proof.value::timestamptz)
           else oldest_proof.authenticated_at end
    from pg_catalog.jsonb_each_text(oldest_proof.proofs) as proof;
end;

comment on function rowseal_private.oldest_proof(jsonb, timestamptz) is $$When somebody authenticated, by what counts
(rowseal_private.proofs_of): the oldest of it. authenticated_at: when they signed in, for what has no age.$$;

revoke execute on function rowseal_private.oldest_proof(jsonb, timestamptz) from public;
