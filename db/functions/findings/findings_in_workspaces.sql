create or replace function rowseal_private.findings_in_workspaces() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'workspace_kept', 'medium', workspace.slug,
         'It was deleted, and rows or triggers of an application keep it, without members. '
         || coalesce(
           'Foreign keys to workspaces that delete nothing with one: ' || (
             select pg_catalog.string_agg(
                      pg_catalog.format('%s of %s', fkey.conname, fkey.conrelid::pg_catalog.regclass), ', '
                      order by fkey.conrelid::pg_catalog.regclass::text, fkey.conname)
               from pg_catalog.pg_constraint as fkey
              where fkey.confrelid = 'rowseal.workspaces'::pg_catalog.regclass and fkey.contype = 'f'
                and fkey.confdeltype in ('a', 'r')
           ) || '.',
           'No foreign key does: look for a trigger that raises.'),
         pg_catalog.format(
           'set local role rowseal_owner; delete from rowseal.workspaces where id = %L; reset role', workspace.id),
         'owner', workspace.id::text
    from rowseal.workspaces as workspace
   where workspace.erased_at is not null;
end;

comment on function rowseal_private.findings_in_workspaces() is
$$Findings in workspaces: those that were to be erased and that something keeps.$$;

revoke execute on function rowseal_private.findings_in_workspaces() from public;
