import { TYPES } from 'postgraphile/@dataplan/pg';
import type { Entry } from '../../database/entry.ts';
import type { Gateway } from '../../database/gateway.ts';
import { Problem, type ProblemCode, problemOf } from '../../http/problem.ts';
import type { Constraints } from '../database-errors.ts';
import { blame } from './blamed-arguments.ts';
import { nameInGraphql, type SqlFunction, type SqlParameter, type SqlType } from './catalogue.ts';
import { secondsIn } from './intervals.ts';

/** Arguments of a call, by their names in SQL. What is undefined is left to the function's default. */
export type Arguments = Readonly<Record<string, unknown>>;

/** One call of a function of the database as the holder of an entry. */
export type Call = (entry: Entry, given: Arguments) => Promise<unknown>;

/** What stands out of order in an answer, and which argument is to blame. */
export interface Outcomes {
  /** The problems that statuses are, beside `throttled`. */
  problems?: Readonly<Record<string, ProblemCode>>;
  /** The argument that a problem is about, where there is but one. */
  blames?: Partial<Record<ProblemCode, string>>;
}

/** Makes calls. */
export interface Calls {
  /** All rows that a function returns, each as JSON: one statement, one round trip. */
  rows(called: SqlFunction): (entry: Entry, given: Arguments) => Promise<unknown[]>;
  /** The only row or value of a function, as JSON. */
  value(called: SqlFunction): Call;
}

/**
 * Makes calls of functions through the gateway.
 *
 * @param gateway - the clients' door.
 */
export function openCalls(gateway: Gateway): Calls {
  const rows = (called: SqlFunction) => {
    const { schema, parameters } = called;
    const isVoid = called.returns.name === 'void';
    return async (entry: Entry, given: Arguments) => {
      const said = parameters.filter(({ name }) => given[name] !== undefined);
      const call = `${called.name}(${said.map(({ name, type }, n) => `${name} => $${n + 1}::${castOf(type)}`).join(', ')})`;
      const places = said.map(({ name }) => parameters.findIndex((parameter) => parameter.name === name));
      const answer = await gateway.many<{ result: unknown }>(entry, {
        name: `${called.name}(${places.join()})`,
        text: textOf(schema, call, isVoid),
        values: said.map(({ name, type }) => parameterValue(given[name], type)),
      });
      return answer.map(({ result }) => result);
    };
  };
  return {
    rows,
    value: (called) => {
      const all = rows(called);
      return async (entry, given) => (await all(entry, given))[0] ?? null;
    },
  };
}

function textOf(schema: string, call: string, isVoid: boolean): string {
  if (isVoid) return `select true as result from rowseal.${call} as called`;
  return schema === 'rowseal_audit'
    ? `select to_jsonb(called) as result from rowseal_audit.${call} as called`
    : `select to_jsonb(called) as result from rowseal.${call} as called`;
}

function castOf({ name, isArray }: SqlType): string {
  return isArray ? `${name}[]` : name;
}

function parameterValue(value: unknown, { name, isArray }: SqlType): unknown {
  if (value === null || isArray || name !== 'interval') return value;
  return TYPES.interval.toPg(value as Parameters<typeof TYPES.interval.toPg>[0]);
}

/**
 * A call whose answer is refused where it says so, and whose errors say which argument they are about.
 *
 * @param call - itself.
 * @param outcomes - what its statuses mean.
 * @param about - its parameters, and the constraints of tables.
 */
export function evaluated(
  call: Call,
  { problems = {}, blames = {} }: Outcomes,
  { parameters, constraints }: { parameters: readonly SqlParameter[]; constraints: Constraints },
): Call {
  return async (entry, given) => {
    try {
      const answer = await call(entry, given);
      if (answer === false) throw new Problem('not_found');
      const { status, retry_after } = (answer ?? {}) as { status?: string; retry_after?: string };
      if (status === 'throttled') throw new Problem('too_many_attempts', undefined, secondsIn(retry_after ?? ''));
      const problem = status === undefined ? undefined : problems[status];
      if (problem) throw new Problem(problem);
      return answer;
    } catch (error) {
      const named = blames[problemOf(error).code] ?? violatedParameter(error, parameters, constraints);
      if (named !== undefined) blame(error, nameInGraphql(named));
      throw error;
    }
  };
}

/** The argument that the column of a violated constraint was given by, or that is no moment. */
function violatedParameter(error: unknown, parameters: readonly SqlParameter[], { columnsOf }: Constraints) {
  const { code = '', schema = '', table = '', column, constraint = '' } = error as Partial<Record<string, string>>;
  const columns = column === undefined ? columnsOf(schema, table, constraint) : [column];
  const isMoment = code === '22007' || code === '22008';
  const found = parameters.filter(
    ({ name, type }) => columns.includes(name) || (isMoment && type.name === 'timestamptz'),
  );
  return found.length === 1 ? found[0]?.name : undefined;
}
