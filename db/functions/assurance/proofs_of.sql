create or replace function rowseal_private.proofs_of(user_id uuid, session_id uuid, since timestamptz) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return coalesce((
    select pg_catalog.jsonb_object_agg(proof.kind, proof.proved_at)
      from rowseal_private.session_proofs as proof
     where proof.user_id = proofs_of.user_id and proof.session_id = proofs_of.session_id
       and proof.proved_at >= coalesce(proofs_of.since, '-infinity')
  ), '{}');

comment on function rowseal_private.proofs_of(uuid, uuid, timestamptz) is $$What the person of a session has proved,
and when, as rowseal_private.open_session takes it for a grant. since: no older proof; null: of any age.
Returns: an object of kinds and times; never null.$$;

revoke execute on function rowseal_private.proofs_of(uuid, uuid, timestamptz) from public;
