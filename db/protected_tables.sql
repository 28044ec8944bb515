-- Adds the guard (db/decisions/0021) to tables that rowseal.protect protected before there was one. A migration runs
-- it, and each install does, as the administrator: only a table's owner may, and where the administrator may not
-- either, it says what the owner has to run. Finds the tables by the policies that protect wrote, touches nobody
-- else's, and writes nothing when all is in place.
do $$
declare
  v_role constant text := current_setting('role');
  v_path constant text := current_setting('search_path');
  v_table record;
begin
  if to_regoperator('rowseal.===(uuid,uuid)') is null then
    return;
  end if;
  -- A migration runs as rowseal_owner, who owns no table of an application. Without a path, policies are told with
  -- every name qualified.
  perform set_config('role', 'none', true), set_config('search_path', '', true);
  for v_table in
    select protected.relation, protected.workspace,
           format(
             'create policy rowseal_guard on %s as restrictive to rowseal_user '
             'using (%s operator(rowseal.===) (select rowseal.workspace_id())) with check (true)',
             protected.relation, protected.workspace
           ) as guard,
           exists (
             select from pg_catalog.pg_policy as other
              where other.polrelid = protected.relation and other.polpermissive
                and other.polname !~ '^rowseal_(select|insert|update|delete)$'
           ) as has_others
      from (
        select policy.polrelid::regclass as relation,
               substring(
                 pg_catalog.pg_get_expr(policy.polqual, policy.polrelid)
                 from '^\((.+) = \( SELECT rowseal\.workspace_for\(''[^'']+''::text\) AS workspace_for\)\)$'
               ) as workspace
          from pg_catalog.pg_policy as policy
         where policy.polname = 'rowseal_select'
      ) as protected
     where protected.workspace is not null
       and not exists (
         select from pg_catalog.pg_policy as guard
          where guard.polrelid = protected.relation and guard.polname = 'rowseal_guard'
       )
  loop
    begin
      execute v_table.guard;
      execute format(
        'comment on policy rowseal_guard on %s is %L', v_table.relation,
        'Each row once more, by an equality that nothing in a statement can take the place of: '
        'db/decisions/0021 of Rowseal.'
      );
      if v_table.has_others then
        raise warning '%: its own policies no longer reach beyond the workspace entered, because rowseal_guard '
          'restricts them', v_table.relation;
      end if;
    exception when insufficient_privilege then
      raise warning '% is not safe until its owner has run: %', v_table.relation, v_table.guard;
    end;
  end loop;
  perform set_config('role', v_role, true), set_config('search_path', v_path, true);
end
$$;
