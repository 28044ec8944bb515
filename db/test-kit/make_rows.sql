create or replace function rowseal_test.make_rows(relation regclass, workspace uuid, email text, number integer)
  returns jsonb
  language plpgsql volatile parallel unsafe
as $$
declare
  v_author uuid;
  v_made jsonb;
  v_refusal text;
begin
  perform rowseal_test.as_user(make_rows.email, make_rows.workspace::text);
  v_author := rowseal.user_id();
  begin
    for v_place in 1..make_rows.number loop
      v_made := (rowseal_test.add_row(make_rows.relation, make_rows.workspace, v_author, false)).row_values;
    end loop;
  exception when others then
    v_made := null;
    v_refusal := sqlerrm;
  end;
  perform rowseal_test.leave();
  if v_made is null then
    begin
      for v_place in 1..make_rows.number loop
        v_made := (rowseal_test.add_row(make_rows.relation, make_rows.workspace, v_author, true)).row_values;
      end loop;
    exception when others then
      raise exception 'no row of % can be generated: %; and as its owner: %', make_rows.relation, v_refusal, sqlerrm
        using hint = 'Say what its columns hold: select rowseal_test.give(table, column, expression).';
    end;
  end if;
  return v_made;
end
$$;

comment on function rowseal_test.make_rows(regclass, uuid, text, integer) is $$Generates rows of a table by a persona
in a workspace, or by the owner of the table where requests do not insert.
Returns: SQL for what the last one holds.
Errors: P0001 its columns need more than their types say: rowseal_test.give.$$;

revoke execute on function rowseal_test.make_rows(regclass, uuid, text, integer) from public;
