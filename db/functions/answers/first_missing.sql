create or replace function rowseal_private.first_missing(
  command text, options jsonb, scopes text[], granted text[], role text, workspace_id uuid, user_id uuid,
  principal uuid, kind text
) returns table (gate text, sqlstate text, why text, opens text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select missing.gate, missing.sqlstate, missing.why, missing.opens
    from (
      select lacks.place, 1 as asked, lacks.gate, lacks.sqlstate, lacks.why, lacks.opens
        from rowseal_private.missing_scope(
          first_missing.command, first_missing.options, first_missing.scopes, first_missing.granted,
          first_missing.role) as lacks
      union all
      select lacks.place, 2, lacks.gate, lacks.sqlstate, lacks.why, lacks.opens
        from rowseal_private.missing_proof(
          first_missing.command, first_missing.options, first_missing.workspace_id, first_missing.user_id,
          first_missing.principal, first_missing.kind) as lacks
    ) as missing
   order by missing.place, missing.asked
   limit 1;
end;

comment on function rowseal_private.first_missing(text, jsonb, text[], text[], text, uuid, uuid, uuid, text) is
$$The scope or the proof that the gates of a protected table refuse a principal for first: each gate asks for the scope
before the proof, and that of the command comes before that of reading. The arguments are those of
rowseal_private.missing_scope and rowseal_private.missing_proof.
Caller: rowseal.explain_entry.
Returns: no row where none is missing.$$;

revoke execute on function rowseal_private.first_missing(text, jsonb, text[], text[], text, uuid, uuid, uuid, text)
  from public;
