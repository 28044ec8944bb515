create or replace function rowseal_private.refuse_protected_keys(relation regclass, options jsonb) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_allow constant jsonb := refuse_protected_keys.options -> 'allow';
  v_workspace constant text := quote_ident(coalesce(refuse_protected_keys.options ->> 'workspace', 'workspace_id'));
  v_key record;
begin
  select key.name, key.definition
    into v_key
    from rowseal_private.relation_family(refuse_protected_keys.relation) as member
   cross join lateral rowseal_private.revealing_keys(member, refuse_protected_keys.options) as key
    join pg_catalog.pg_index as found on found.indrelid = member
    join pg_catalog.pg_class as index on index.oid = found.indexrelid and index.relname = key.name
   where not v_allow ? ('key:' || key.name)
     -- Of what a partition has of its parent, the parent's is named.
     and (member = refuse_protected_keys.relation or not index.relispartition)
   order by key.name
   limit 1;
  if found then
    raise exception 'INSERT … ON CONFLICT would show rows of others through the unique index % (%)',
      v_key.name, v_key.definition
      using errcode = 'RS116',
            hint = format(
              'Make a unique index whose first column is %s (with the owner''s, where rows are private), then drop '
              'this one; or grant INSERT on columns that leave one of its own out, before protecting; or make the '
              'constraint deferrable; or allow => ''{key:%s}''', v_workspace, v_key.name);
  end if;
  select key.name, key.child, key.definition
    into v_key
    from rowseal_private.crossing_keys(refuse_protected_keys.relation, refuse_protected_keys.options) as key
   where not v_allow ? ('foreign_key:' || key.name)
   limit 1;
  if found then
    raise exception 'the foreign key % of % would lead from one workspace into another (%)',
      v_key.name, v_key.child, v_key.definition
      using errcode = 'RS117',
            hint = format(
              'alter table %1$s add foreign key (%2$s, …) references … (%2$s, …) not valid; validate it; '
              'alter table %1$s drop constraint %3$I; or allow => ''{foreign_key:%3$s}''',
              v_key.child, v_workspace, v_key.name);
  end if;
end
$$;

comment on function rowseal_private.refuse_protected_keys(regclass, jsonb) is
$$Refuses to protect a table whose keys would step around its policies.
Errors: RS116 a unique index without the workspace; RS117 a foreign key without it.$$;

revoke execute on function rowseal_private.refuse_protected_keys(regclass, jsonb) from public;
