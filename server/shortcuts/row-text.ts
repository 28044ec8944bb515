import { type ExecutionDetails, type ExecutionValue, kindOf, type PlanStep, type UnbatchedStep } from './internals.ts';

/** One step of a row, where its arguments are among the values, and where its value goes. */
export interface Step {
  step: PlanStep & Partial<UnbatchedStep>;
  from: readonly number[];
  to: number;
}

/** A member of an object. */
export interface Field {
  /** What stands before the value, or all there is to write. */
  before: string;
  at: number;
  isNonNull: boolean;
  /** Undefined where only the usual way can write it. */
  write(value: unknown, values: unknown[]): string | undefined;
}

/** Tells whether there is a row, makes what its members are, and writes them. */
export interface RowWriter {
  row: UnbatchedStep;
  /** Where what a query has answered stands among the values, and where the row of it. */
  tupleAt: number;
  rowAt: number;
  steps: readonly Step[];
  fields: readonly Field[];
  close: string;
  isNonNull: boolean;
}

/**
 * Rows as JSON; undefined where there is one that is not to be written so.
 *
 * @param writer - of such rows.
 * @param rows - as a query has answered them.
 * @param values - of all steps, by their places; of this answer alone.
 * @throws what a step throws.
 */
export function textOfRows(writer: RowWriter, rows: readonly unknown[], values: unknown[]): string | undefined {
  let text = '';
  for (const tuple of rows) {
    const object = isTuple(tuple) ? textOfRow(writer, tuple, values) : undefined;
    if (object === undefined) return undefined;
    text += `${text === '' ? '[' : ','}${object}`;
  }
  return text === '' ? '[]' : `${text}]`;
}

const isTuple = (row: unknown) => row === null || row === undefined || Array.isArray(row);

function textOfRow(writer: RowWriter, tuple: unknown, values: unknown[]): string | undefined {
  const { row, tupleAt, rowAt, steps, fields, close, isNonNull } = writer;
  values[tupleAt] = tuple;
  values[rowAt] = row.unbatchedExecute(undefined, tuple);
  if (values[rowAt] === null || values[rowAt] === undefined) return isNonNull ? undefined : 'null';
  for (const one of steps) {
    const value = madeBy(one, values);
    if (isOdd(one.step, value)) return undefined;
    values[one.to] = value;
  }
  return textOfFields(fields, close, values);
}

/**
 * An object as JSON; undefined where a member is null that may not be, or is not to be written so.
 *
 * @param fields - its members.
 * @param close - what stands behind them.
 * @param values - of all steps.
 */
export function textOfFields(fields: readonly Field[], close: string, values: unknown[]): string | undefined {
  let text = '';
  for (const { before, at, isNonNull, write } of fields) {
    const value = values[at];
    const part = value === null || value === undefined ? 'null' : write(value, values);
    if (part === undefined || (isNonNull && part === 'null')) return undefined;
    text += before + part;
  }
  return text + close;
}

function madeBy({ step, from }: Step, values: readonly unknown[]): unknown {
  if (!step.unbatchedExecute) return alone(step, from, values);
  const [one = 0, ...more] = from;
  return more.length === 0
    ? step.unbatchedExecute(undefined, values[one])
    : step.unbatchedExecute(undefined, ...from.map((place) => values[place]));
}

/** The value of a step that is made for many at a time, for one. */
function alone(step: PlanStep, from: readonly number[], values: readonly unknown[]): unknown {
  const details: ExecutionDetails & { indexMap<T>(make: (index: number) => T): T[] } = {
    count: 1,
    values: from.map((place) => only(values[place])),
    stream: null,
    extra: {},
    indexMap: (make) => [make(0)],
  };
  return (step.execute(details) as unknown[])[0];
}

function only(value: unknown): ExecutionValue {
  return { at: () => value, unaryValue: () => value, _flagsAt: () => 0 };
}

/** Whether a function, or a connection, has made what may be an error, a promise, or another thing that is none: all but lists and what holds one. */
function isOdd(step: PlanStep, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return MAKES_ANY.has(kindOf(step)) && !Array.isArray((value as { items?: unknown }).items);
}

const MAKES_ANY: ReadonlySet<string> = new Set(['LambdaStep', 'ConnectionStep', 'ConnectionItemsStep']);
