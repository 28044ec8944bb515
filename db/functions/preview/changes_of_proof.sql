create or replace function rowseal_private.changes_of_proof(before jsonb, after jsonb)
  returns table (change text, object text, command text, was text, becomes text)
  language sql immutable parallel safe
begin atomic
  with asked as (
    select taken.moment, shown.object, shown.command, shown.assurance, shown.fresh,
           coalesce('level ' || shown.assurance || coalesce(', within ' || shown.fresh || ' s', ''), 'none') as words
      from (values (1, changes_of_proof.before), (2, changes_of_proof.after)) as taken (moment, snapshot)
     cross join lateral pg_catalog.jsonb_to_recordset(taken.snapshot -> 'reach') as shown (
       object text, command text, assurance integer, fresh integer)
  )
  select case when coalesce(later.assurance, 0) >= coalesce(earlier.assurance, 0)
                and coalesce(later.fresh, 2147483647) <= coalesce(earlier.fresh, 2147483647)
           then 'strengthens' else 'weakens' end,
         later.object, later.command, coalesce(earlier.words, 'none'), later.words
    from asked as later
    left join asked as earlier
      on earlier.moment = 1 and earlier.object = later.object and earlier.command = later.command
   where later.moment = 2
     and (earlier.assurance, earlier.fresh) is distinct from (later.assurance, later.fresh);
end;

comment on function rowseal_private.changes_of_proof(jsonb, jsonb) is $$Between two of rowseal_audit.snapshot, which
commands ask people to prove otherwise who they are: strengthens, at least as well as before; weakens, in some respect
less well.
Caller: rowseal_audit.compare_snapshots.$$;

revoke execute on function rowseal_private.changes_of_proof(jsonb, jsonb) from public;
