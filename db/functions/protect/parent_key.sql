create or replace function rowseal_private.parent_key(relation regclass, options jsonb) returns jsonb
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_parent constant regclass := rowseal_private.relation_named(
    parent_key.options ->> 'parent');
  v_of_parent constant text := rowseal_private.protection_of(v_parent) ->> 'workspace';
  v_workspace constant text := parent_key.options ->> 'workspace';
  v_key jsonb;
begin
  if v_parent is null then
    return '{}';
  end if;
  if rowseal_private.protection_of(v_parent) is null then
    raise exception '% is not protected', v_parent using errcode = 'RS119', hint = 'Protect the parent first.';
  end if;
  select keys.pairs
    into v_key
    from pg_catalog.pg_constraint as foreign_key
   cross join lateral (
     select jsonb_agg(jsonb_build_object('child', child.attname, 'parent', parent.attname) order by pair.position)
       from unnest(foreign_key.conkey, foreign_key.confkey) with ordinality as pair (child, parent, position)
       join pg_catalog.pg_attribute as child
         on child.attrelid = foreign_key.conrelid and child.attnum = pair.child
       join pg_catalog.pg_attribute as parent
         on parent.attrelid = foreign_key.confrelid and parent.attnum = pair.parent
   ) as keys (pairs)
   where foreign_key.conrelid = parent_key.relation
     and foreign_key.confrelid = v_parent
     and foreign_key.contype = 'f'
     and (v_workspace is null
       or keys.pairs @> jsonb_build_array(jsonb_build_object('child', v_workspace, 'parent', v_of_parent)))
   limit 1;
  if v_key is null or v_workspace is null and not parent_key.options -> 'allow' ? 'parent_scan' then
    raise exception '% does not lead to % by a foreign key that has the workspace in it', parent_key.relation, v_parent
      using errcode = 'RS119',
            hint = format(
              'alter table %1$s add column %2$I uuid; fill it in batches from %3$s; set it not null; create index '
              'concurrently on %1$s (%2$I, …); alter table %1$s add foreign key (%2$I, …) references '
              '%3$s (%4$I, …) not valid; validate it. Or, for a small table: no workspace, and '
              'allow => ''{parent_scan}''',
              parent_key.relation, coalesce(v_workspace, v_of_parent), v_parent, v_of_parent);
  end if;
  return jsonb_build_object('parent_key', v_key);
end
$$;

comment on function rowseal_private.parent_key(regclass, jsonb) is $$The columns by which a protected table refers to
its parent: those of a foreign key that holds the workspace.
Returns: an empty object where no parent is named.
Errors: RS119 the parent is not protected, or no foreign key leads to it together with the workspace.$$;

revoke execute on function rowseal_private.parent_key(regclass, jsonb) from public;
