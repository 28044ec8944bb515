import { describe, expect, test } from 'vitest';
import { lintSql } from '../scripts/lint-sql.ts';

const FUNCTION = `
create function rowseal_private.one() returns integer
  language sql immutable parallel safe security definer set search_path = pg_catalog, pg_temp
  return 1;

comment on function rowseal_private.one() is $$One.
Caller: a test.
Errors: none.$$;

revoke execute on function rowseal_private.one() from public;
`;
const problems = (text: string, file = 'db/functions/test/one.sql') =>
  lintSql(file, text).map(({ line, problem }) => `${line} ${problem}`);

describe('the linter of SQL', () => {
  test('has nothing against a function in the form of the house: the control', () => {
    expect(problems(FUNCTION)).toEqual([]);
  });

  test('finds an error of syntax in any file, with its line', () => {
    expect(problems('select 1;\nselect from where;', 'sql-tests/x.sql')).toEqual(['2 syntax error at or near "where"']);
  });

  test('finds an error of syntax within PL/pgSQL', () => {
    expect(problems('select 1;\n\ndo $$ begin iff true; end $$;', 'sql-tests/x.sql')).toHaveLength(1);
    const body = 'create function f() returns void language plpgsql as $$ begin return end $$;';
    expect(problems(body, 'sql-tests/x.sql')).toHaveLength(1);
  });

  test.each([
    ['a line that is too long', 'return 1;', `return ${'1 + '.repeat(40)}1;`, '4 171 columns, of 120 at most'],
    [
      'a name of a schema that would be quoted twice',
      'return 1;',
      "return length(format('%I', 2200::regnamespace::text));",
      '4 a name in quotes already: %s of it, not %I',
    ],
    ['a comment in quotes and pieces', '$$One.', "'One.' || $$", '6 syntax error at or near "||"'],
    [
      'a comment that begins with an empty line',
      '$$One.',
      '$$\nOne.',
      '6 a comment that begins or ends with white space',
    ],
    ['two sections in one line', 'a test.\nErrors', 'a test. Errors', '6 a section that does not begin its line'],
    [
      'sections in another order',
      'Caller: a test.\nErrors: none.',
      'Errors: none.\nCaller: a test.',
      '6 sections of a comment are Caller, Returns, Errors, Source, in this order, after its purpose',
    ],
    [
      'a definer without a search path',
      ' set search_path = pg_catalog, pg_temp',
      '',
      '2 a definer without set search_path = pg_catalog, pg_temp',
    ],
    [
      'a function that PUBLIC may execute',
      'revoke execute',
      '-- revoke execute',
      '1 does not revoke EXECUTE from PUBLIC',
    ],
    ['a function that is too long', 'return 1;', `return ${'1 +\n'.repeat(80)}1;`, '2 83 lines, of 80 at most'],
    [
      'a function in another file than its own',
      'create function rowseal_private.one',
      'create function rowseal_private.two',
      '2 is the file of one',
    ],
  ])('finds %s', (_title, written, instead, problem) => {
    expect(problems(FUNCTION.replace(written, () => instead))).toEqual([problem]);
  });

  test('wants a comment, dollar-quoted', () => {
    expect(problems(FUNCTION.replace(/comment on[^$]*\$\$[^$]*\$\$;/, ''))).toEqual(['1 0 comments, of one']);
    expect(problems(FUNCTION.replaceAll('$$', "'"))).toEqual(['6 a comment that is not dollar-quoted']);
  });

  test('wants a trigger in the folder of its table, under its name, that can be applied again', () => {
    const trigger = 'create or replace trigger t after insert on rowseal.users execute function rowseal.f();';
    expect(problems(trigger, 'db/triggers/users/t.sql')).toEqual([]);
    expect(problems(trigger, 'db/triggers/roles/t.sql')).toEqual(['1 is the file of roles/t.sql']);
    expect(problems(trigger.replace('or replace ', ''), 'db/triggers/users/t.sql')).toHaveLength(1);
    expect(problems('select 1;', 'db/triggers/users/t.sql')).toEqual(['1 is not one trigger']);
  });

  test('wants what is dropped in alphabetical order', () => {
    const [one, two] = ['drop function if exists rowseal.one();', 'drop function if exists rowseal.two();'];
    expect(problems(`${one}\n${two}`, 'db/dropped.sql')).toEqual([]);
    expect(problems(`${two}\n${one}`, 'db/dropped.sql')).toEqual(['2 is not in alphabetical order']);
  });

  test('wants a type that is made where it is missing', () => {
    const create = 'create type rowseal_private.t as (a integer);';
    const type = `do $$\nbegin\n  if to_regtype('rowseal_private.t') is null then\n    ${create}\n  end if;\nend\n$$;`;
    expect(problems(type, 'db/types/t.sql')).toEqual([]);
    expect(problems(type, 'db/types/u.sql')).toHaveLength(2);
    expect(problems(create, 'db/types/t.sql')).toEqual(['1 a type that cannot be applied again']);
  });
});
