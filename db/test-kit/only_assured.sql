create or replace function rowseal_test.only_assured(relation regclass, command text) returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_protection constant jsonb := rowseal_test.protection(only_assured.relation);
  v_level constant integer := v_protection ->> 'assurance';
  v_fresh constant integer := v_protection ->> 'fresh';
  v_workspace constant uuid := (select id from rowseal_test.workspace_ids() limit 1);
  v_statement constant text := rowseal_test.blind_statement(only_assured.relation, only_assured.command);
  v_proved record;
  v_outcome text;
  v_wrong text[] := '{}';
begin
  for v_proved in
    select *
      from (values
        ('with it', v_level, interval '0', false), ('without', v_level - 1, interval '0', true),
        ('with one of earlier', v_level, make_interval(secs => v_fresh + 1), true)
      ) as tried (what, level, age, refused)
     where tried.age is not null
  loop
    perform rowseal_test.as_user(rowseal_test.visitor(v_workspace), v_workspace::text);
    perform rowseal_test.prove(v_proved.level, v_proved.age);
    v_outcome := rowseal_test.outcome(v_statement);
    perform rowseal_test.leave();
    if (v_outcome = 'RS050') is distinct from v_proved.refused then
      v_wrong := v_wrong || format('%s: %s', v_proved.what, v_outcome);
    end if;
  end loop;
  return ok(
    v_level is not null and v_wrong = '{}',
    format('%s of %s needs its assurance', upper(only_assured.command), only_assured.relation)
  ) || coalesce(E'\n' || diag(nullif(array_to_string(v_wrong || v_statement, '; '), v_statement)), '');
end
$$;

comment on function rowseal_test.only_assured(regclass, text) is $$A pgTAP test: a command on a table needs the
assurance that rowseal.protect gave it. Of somebody who has proved less, or not lately, it raises RS050, whatever rows
there are; else it does not.$$;

revoke execute on function rowseal_test.only_assured(regclass, text) from public;
