create or replace function rowseal_test.reference_to_parent(
  parent regclass, child_columns text[], parent_columns text[], workspace uuid, author uuid, privileged boolean,
  known jsonb, settable text[]
) returns jsonb
  language plpgsql volatile parallel unsafe
as $$
declare
  v_parent jsonb;
begin
  select added.row_seen
    into v_parent
    from rowseal_test.add_row(
      reference_to_parent.parent, reference_to_parent.workspace, reference_to_parent.author,
      reference_to_parent.privileged,
      (
        select coalesce(jsonb_object_agg(pair.parent, known -> pair.child), '{}')
          from unnest(reference_to_parent.child_columns, reference_to_parent.parent_columns) as pair (child, parent)
         where known ? pair.child
      )
    ) as added;
  return (
    select coalesce(jsonb_object_agg(pair.child, quote_literal(v_parent ->> pair.parent)), '{}')
      from unnest(reference_to_parent.child_columns, reference_to_parent.parent_columns) as pair (child, parent)
     where settable is null or pair.child = any (settable));
end
$$;

comment on function rowseal_test.reference_to_parent(
  regclass, text[], text[], uuid, uuid, boolean, jsonb, text[]
) is $$Adds the row that a row of a child refers to. known: SQL for columns of the child whose value is known; settable:
those that may be inserted, null: all.
Returns: SQL for the columns that refer to it.$$;

revoke execute on function rowseal_test.reference_to_parent(
  regclass, text[], text[], uuid, uuid, boolean, jsonb, text[]
) from public;
grant execute on function rowseal_test.reference_to_parent(
  regclass, text[], text[], uuid, uuid, boolean, jsonb, text[]
) to rowseal_user;
