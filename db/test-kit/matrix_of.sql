create or replace function rowseal_test.matrix_of(relation regclass) returns jsonb
  language plpgsql volatile parallel unsafe
as $$
declare
  c_email constant text := 'matrix@rowseal.test';
  v_protection constant jsonb := rowseal_test.protection(matrix_of.relation);
  v_here uuid;
  v_there uuid;
  v_other uuid;
  v_foreign text;
  v_values jsonb;
  v_others bigint;
  v_own bigint;
  v_persona record;
  v_cells jsonb;
  v_matrix jsonb := '[]';
begin
  -- One who stays: the last owner of a workspace has to.
  perform rowseal_test.member('owner@rowseal.test', workspace, 'owner')
     from unnest('{matrix-there,matrix-here}'::text[]) as workspace;
  select id into v_there from rowseal_test.workspace_named('matrix-there') as id;
  select id into v_here from rowseal_test.workspace_named('matrix-here') as id;
  v_other := rowseal_test.member(rowseal_test.visitor(v_here), 'matrix-here', 'rowseal_test');
  v_foreign := rowseal_test.tenant_name(v_protection, v_there);
  perform rowseal_test.make_rows(matrix_of.relation, v_there, rowseal_test.visitor(v_there), 4);
  select made into v_others
    from rowseal_test.make_rows(matrix_of.relation, v_here, rowseal_test.visitor(v_here), 2);
  perform rowseal_test.member(c_email, 'matrix-here', 'rowseal_matrix', rowseal_test.scopes_without(null));
  select row_values, made into v_values, v_own from rowseal_test.make_rows(matrix_of.relation, v_here, c_email, 1);
  for v_persona in select * from rowseal_test.personas_for(v_protection) loop
    if v_persona.role is null then
      perform rowseal_test.anonymous();
    else
      perform rowseal_test.member(c_email, 'matrix-here', v_persona.role, v_persona.scopes),
              rowseal_test.as_user(c_email, 'matrix-here');
      if v_persona.level is not null then
        perform rowseal_test.prove(v_persona.level, v_persona.age);
      end if;
    end if;
    v_cells := rowseal_test.cells_of(
      matrix_of.relation, v_protection, v_values, v_other, v_foreign, v_own, v_own + v_others);
    v_matrix := v_matrix || jsonb_build_object('persona', v_persona.name, 'cells', v_cells);
    perform rowseal_test.leave();
  end loop;
  return v_matrix;
end
$$;

comment on function rowseal_test.matrix_of(regclass) is $$What each persona reaches in a table by each command, of rows
that it generates.
Caller: rowseal_test.matrix, which undoes them.$$;

revoke execute on function rowseal_test.matrix_of(regclass) from public;
