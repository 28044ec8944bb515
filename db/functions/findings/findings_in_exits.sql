create or replace function rowseal_private.findings_in_exits() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select distinct 'publication', 'medium', publication.pubname || ' ' || protected.name,
         'It sends the rows of every workspace to its subscribers: no policy applies to replication.',
         case when publication.puballtables or listed.by_schema
           then pg_catalog.format('drop publication %I', publication.pubname)
           else pg_catalog.format('alter publication %I drop table %s', publication.pubname, protected.name)
         end,
         'owner', null::text
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_publication as publication on publication.oid in (
      select prpubid from pg_catalog.pg_publication_rel where prrelid = protected.relation
      union all
      select pnpubid from pg_catalog.pg_publication_namespace, pg_catalog.pg_class as class
       where class.oid = protected.relation and pnnspid = class.relnamespace
      union all
      select whole.oid from pg_catalog.pg_publication as whole where whole.puballtables
    )
   cross join lateral (
     select not exists (
       select from pg_catalog.pg_publication_rel
        where prpubid = publication.oid and prrelid = protected.relation
     ) as by_schema
   ) as listed
  union all
  select 'sequence_granted', 'low', class.oid::pg_catalog.regclass::text,
         'Requests may read or set a sequence, and so count or disturb the rows of all workspaces; USAGE suffices.',
         pg_catalog.format('revoke select, update on sequence %s from %s', class.oid::pg_catalog.regclass,
           pg_catalog.string_agg(held.grantee, ', ')),
         'owner', null
    from pg_catalog.pg_class as class
   cross join lateral rowseal_private.grants_to_requests(class.relacl, 's', class.relowner) as held
   where class.relkind = 'S' and class.relnamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
     and held.privileges ~ 'select|update'
   group by class.oid
  union all
  select 'foreign_table', 'medium', class.oid::pg_catalog.regclass::text,
         'Requests may use it, and row-level security covers no foreign table.',
         pg_catalog.format('revoke all on %s from %s', class.oid::pg_catalog.regclass,
           pg_catalog.string_agg(held.grantee, ', ')),
         'owner', null
    from pg_catalog.pg_class as class
   cross join lateral rowseal_private.grants_to_requests(class.relacl, 'r', class.relowner) as held
   where class.relkind = 'f' and class.relnamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
   group by class.oid
  union all
  select 'large_object', 'medium', object.oid::text,
         'Requests may use this large object, and no policy restricts one.',
         pg_catalog.format('revoke all on large object %s from %s', object.oid,
           pg_catalog.string_agg(held.grantee, ', ')),
         'owner', null
    from pg_catalog.pg_largeobject_metadata as object
   cross join lateral rowseal_private.grants_to_requests(object.lomacl, 'L', object.lomowner) as held
   group by object.oid
  union all
  select 'large_object', 'medium', object.oid::text,
         'A request made it and every other one reaches it: no policy restricts a large object.',
         pg_catalog.format('select pg_catalog.lo_unlink(%s)', object.oid), 'owner', 'owned'
    from pg_catalog.pg_largeobject_metadata as object
    join pg_catalog.pg_roles as owner on owner.oid = object.lomowner and not owner.rolsuper
   where pg_catalog.pg_has_role('rowseal_gateway', object.lomowner, 'usage')
      or pg_catalog.pg_has_role('rowseal_reader', object.lomowner, 'usage')
  union all
  select 'event_trigger', 'high', event.evtname::text,
         'Its function belongs to a role that is no superuser, and runs as any superuser who changes a definition.',
         pg_catalog.format('drop event trigger %I', event.evtname), rowseal_private.run_by_superuser(), function.prosrc
    from pg_catalog.pg_event_trigger as event
    join pg_catalog.pg_proc as function on function.oid = event.evtfoid
    join pg_catalog.pg_roles as owner on owner.oid = function.proowner
   where not owner.rolsuper;
end;

comment on function rowseal_private.findings_in_exits() is
$$Findings in what row-level security does not cover: publications, sequences, foreign tables, large objects, event
triggers.$$;

revoke execute on function rowseal_private.findings_in_exits() from public;
