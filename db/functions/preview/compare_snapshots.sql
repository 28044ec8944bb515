create or replace function rowseal_audit.compare_snapshots(before jsonb, after jsonb)
  returns table (
    change text, object text, command text, role text, workspace_id uuid, people bigint, was text, becomes text,
    why text, sql text
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with reach as (
    select taken.moment, shown.*
      from (values (1, compare_snapshots.before), (2, compare_snapshots.after)) as taken (moment, snapshot)
     cross join lateral pg_catalog.jsonb_to_recordset(taken.snapshot -> 'reach') as shown (
       object text, command text, level text, scopes text[], lifted_by text, lifted_level text)
  ),
  role as (
    select held.* from rowseal_private.roles_in_snapshots(compare_snapshots.before, compare_snapshots.after) as held
  ),
  -- Roles are many, their lists of scopes few.
  changed as (
    select cell.object, cell.command, held.was as scopes_before, held.becomes as scopes_after,
           rowseal_private.level_with(one.level, one.scopes, one.lifted_by, one.lifted_level, held.was) as was,
           rowseal_private.level_with(
             other.level, other.scopes, other.lifted_by, other.lifted_level, held.becomes) as becomes
      from (select distinct reach.object, reach.command from reach) as cell
      left join reach as one on one.moment = 1 and one.object = cell.object and one.command = cell.command
      left join reach as other on other.moment = 2 and other.object = cell.object and other.command = cell.command
     cross join (select distinct role.was, role.becomes from role) as held
  ),
  counted as (
    select role.workspace_id, role.name, changed.object, changed.command, changed.was, changed.becomes,
           (
             select pg_catalog.count(distinct membership.user_id)
               from rowseal.memberships as membership
               join rowseal.users as account on account.id = membership.user_id and account.disabled_at is null
              where membership.role_workspace_id = role.workspace_id and membership.role = role.name
                and membership.further_roles is null
                 or membership.workspace_id = role.workspace_id and membership.further_roles is not null
                and membership.role || membership.further_roles = role.several
           ) as people
      from changed
      join role on role.was = changed.scopes_before and role.becomes = changed.scopes_after
     where changed.was <> changed.becomes
  )
  select case when rowseal_private.lower_level(counted.was, counted.becomes) = counted.was then 'gains'
           else 'loses' end,
         counted.object, counted.command, counted.name, nullif(counted.workspace_id, rowseal_private.no_workspace()),
         counted.people, counted.was, counted.becomes, null::text, null::text
    from counted
  union all
  select asked.change, asked.object, asked.command, null, null, null, asked.was, asked.becomes,
         'How well people have to prove who they are.', null
    from rowseal_private.changes_of_proof(compare_snapshots.before, compare_snapshots.after) as asked
  union all
  select outside.change, outside.item ->> 'object', outside.item ->> 'command', outside.item ->> 'role', null, null,
         case outside.change when 'loses' then 'every' else 'none' end,
         case outside.change when 'loses' then 'none' else 'every' end, 'A role of the database, outside requests.',
         null
    from (
      select * from rowseal_private.items_without(
        'gains', compare_snapshots.after -> 'outside', compare_snapshots.before -> 'outside')
      union all
      select * from rowseal_private.items_without(
        'loses', compare_snapshots.before -> 'outside', compare_snapshots.after -> 'outside')
    ) as outside
  union all
  select finding.change, finding.item ->> 'object', null, null, null, null,
         case finding.change when 'mended' then finding.item ->> 'kind' end,
         case finding.change when 'appears' then finding.item ->> 'kind' end, finding.item ->> 'why',
         case finding.change when 'appears' then finding.item ->> 'sql' end
    from (
      select * from rowseal_private.items_without(
        'appears', compare_snapshots.after -> 'findings', compare_snapshots.before -> 'findings')
      union all
      select * from rowseal_private.items_without(
        'mended', compare_snapshots.before -> 'findings', compare_snapshots.after -> 'findings')
    ) as finding;
end;

comment on function rowseal_audit.compare_snapshots(jsonb, jsonb) is $$What differs between two of
rowseal_audit.snapshot: people who gain or lose, counted by their roles as members are now; roles of the database;
how well people have to prove who they are, which a change strengthens or weakens; findings that appear or are mended.
Caller: rowseal_audit.preview, as the database's owner.$$;

revoke execute on function rowseal_audit.compare_snapshots(jsonb, jsonb) from public;
grant execute on function rowseal_audit.compare_snapshots(jsonb, jsonb) to pg_database_owner;
