create or replace function rowseal_test.make_rows(
  relation regclass, workspace uuid, email text, number integer, out row_values jsonb, out made integer
)
  language plpgsql volatile parallel unsafe
as $$
declare
  v_author uuid;
  v_added record;
  v_refusal text;
  v_privileged boolean;
begin
  perform rowseal_test.as_user(make_rows.email, make_rows.workspace::text);
  v_author := rowseal.user_id();
  foreach v_privileged in array array[false, true] loop
    if row_values is null then
      begin
        made := 0;
        for v_place in 1..make_rows.number loop
          v_added := rowseal_test.add_row(
            make_rows.relation, make_rows.workspace, v_author, v_privileged, '{}');
          made := made + v_added.made::integer;
        end loop;
        row_values := v_added.row_values;
      exception when others then
        v_refusal := concat_ws('; and as its owner: ', v_refusal, sqlerrm);
      end;
      perform rowseal_test.leave();
    end if;
  end loop;
  if row_values is null then
    raise exception 'no row of % can be generated: %', make_rows.relation, v_refusal
      using hint = 'Say what its columns hold: select rowseal_test.give(table, column, expression).';
  end if;
end
$$;

comment on function rowseal_test.make_rows(regclass, uuid, text, integer) is $$Generates rows of a table by a persona
in a workspace, or by the owner of the table where requests do not insert.
Returns: SQL for what the last one holds, and how many there was room for.
Errors: P0001 its columns need more than their types say: rowseal_test.give.$$;

revoke execute on function rowseal_test.make_rows(regclass, uuid, text, integer) from public;
