create or replace function rowseal_test.make_row(relation regclass, workspace uuid, email text) returns jsonb
  language plpgsql volatile parallel unsafe
as $$
declare
  v_author uuid;
  v_made jsonb;
  v_refusal text;
begin
  perform rowseal_test.as_user(make_row.email, make_row.workspace::text);
  v_author := rowseal.user_id();
  begin
    v_made := (rowseal_test.add_row(make_row.relation, make_row.workspace, v_author, false)).row_values;
  exception when others then
    v_refusal := sqlerrm;
  end;
  perform rowseal_test.leave();
  if v_made is null then
    begin
      v_made := (rowseal_test.add_row(make_row.relation, make_row.workspace, v_author, true)).row_values;
    exception when others then
      raise exception 'no row of % can be generated: %; and as its owner: %', make_row.relation, v_refusal, sqlerrm
        using hint = 'Say what its columns hold: select rowseal_test.give(table, column, expression).';
    end;
  end if;
  return v_made;
end
$$;

comment on function rowseal_test.make_row(regclass, uuid, text) is $$Generates a row of a table by a persona in a
workspace, or by the owner of the table where requests do not insert.
Returns: SQL for what it holds.
Errors: P0001 its columns need more than their types say: rowseal_test.give.$$;

revoke execute on function rowseal_test.make_row(regclass, uuid, text) from public;
