create or replace function rowseal_private.add_proof(
  user_id uuid, session_id uuid, kind text, proved_at timestamptz default clock_timestamp()
) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  insert into rowseal_private.session_proofs as known (user_id, session_id, kind, proved_at)
  values (add_proof.user_id, add_proof.session_id, add_proof.kind, add_proof.proved_at)
  on conflict on constraint session_proofs_pkey do update
    set proved_at = greatest(known.proved_at, excluded.proved_at);
end;

comment on function rowseal_private.add_proof(uuid, uuid, text, timestamptz) is $$Notes what the person of a session has
just proved. Who asks has verified it.
Errors: 23503 there is no such session.$$;

revoke execute on function rowseal_private.add_proof(uuid, uuid, text, timestamptz) from public;
