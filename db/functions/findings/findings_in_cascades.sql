create or replace function rowseal_private.findings_in_cascades() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'assurance_bypassed', 'medium', child.name || ' ' || reference.conname,
         pg_catalog.format(
           'A request that may %s rows of %s %s rows of %s through it, without the assurance that the latter asks for.',
           action.on_parent, parent.name,
           case action.on_child when 'delete' then 'deletes' else 'changes' end, child.name),
         rowseal_private.protect_call(
           parent.name,
           parent.options || pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
             'assured', coalesce(parent.options -> 'assured', '[]') - action.on_parent
               || pg_catalog.to_jsonb(action.on_parent),
             'assurance', greatest(
               (parent.options ->> 'assurance')::integer, (child.options ->> 'assurance')::integer),
             'fresh', least((parent.options ->> 'fresh')::integer, (child.options ->> 'fresh')::integer)
           ))),
         'owner',
         pg_catalog.format('%s %s %s', pg_catalog.pg_get_constraintdef(reference.oid),
           child.options -> 'assurance', child.options -> 'fresh')
    from pg_catalog.pg_constraint as reference
    join rowseal_private.protected_relations() as child on child.relation = reference.conrelid
    join rowseal_private.protected_relations() as parent on parent.relation = reference.confrelid
   cross join lateral (
     select 'delete' as on_parent, case reference.confdeltype when 'c' then 'delete' else 'update' end as on_child
      where reference.confdeltype in ('c', 'n', 'd')
      union all
     select 'update', 'update' where reference.confupdtype in ('c', 'n', 'd')
   ) as action
   where reference.contype = 'f'
     and reference.conparentid = 0
     and child.options -> 'assured' ? action.on_child
     and parent.options is not null
     and parent.options ->> action.on_parent is not null
     and rowseal_private.requests_may(parent.relation::pg_catalog.regclass, action.on_parent)
     and (
       parent.options -> 'assured' ? action.on_parent
       and (parent.options ->> 'assurance')::integer >= (child.options ->> 'assurance')::integer
       and coalesce((parent.options ->> 'fresh')::integer <= (child.options ->> 'fresh')::integer,
         child.options ->> 'fresh' is null)
     ) is not true;
end;

comment on function rowseal_private.findings_in_cascades() is
$$Findings in foreign keys of protected tables: those whose cascade deletes or changes rows that ask for an assurance,
for who deletes or changes a row of a table that asks for less. PostgreSQL runs a cascade as the owner of the table,
whom no policy binds.$$;

revoke execute on function rowseal_private.findings_in_cascades() from public;
