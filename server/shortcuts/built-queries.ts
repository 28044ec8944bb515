import { type GraphQLInputType, getNamedType, getNullableType, isEnumType, isListType } from 'postgraphile/graphql';
import type { GatewayContext } from './execution.ts';
import {
  type ApplyInputStep,
  type BuiltQuery,
  type ExecutionDetails,
  kindOf,
  layersUnder,
  type Plan,
  type PlanStep,
  type QueryInputs,
  type SelectResult,
  type SelectStep,
  stepsOf,
} from './internals.ts';
import type { Tally } from './tally.ts';
import { formatTimestamps, withTimestampsAsJson } from './timestamps.ts';

/** Queries that one step keeps: one for each page size, offset and order that is asked for. */
const MOST_KEPT = 4;

interface Kept<T> {
  inputs: readonly unknown[];
  value: T;
}

/**
 * Has the selects of a plan build their SQL once for the same inputs, instead of once a request. Inputs are page sizes, offsets, orders, and what
 * stands in the document; a value of a variable beyond those is not kept, and neither are claims, rows or whose request it was.
 *
 * @param plan - of a query that has not been executed yet.
 * @param tally - counts.
 */
export function keepBuiltQueries(plan: Plan, tally: Tally): void {
  const steps = [...layersUnder(plan.rootLayerPlan)].flatMap(stepsOf);
  const isOnly = steps.filter(asksTheDatabase).length === 1;
  for (const step of steps) {
    const kind = kindOf(step);
    if (kind === 'ApplyInputStep') keepAppliedEnums(step as ApplyInputStep);
    else if (kind === 'PgSelectInlineApplyStep') keepInlined(step as PlanStep & QueryInputs);
    else if (kind === 'PgSelectStep' && isPlain(step as SelectStep)) keepSelect(step as SelectStep, tally, isOnly);
  }
}

/** Whether a step is one of PostGraphile's that may send a query: all that wait, but what takes the rows out of an answer. */
function asksTheDatabase(step: PlanStep): boolean {
  const kind = kindOf(step);
  return kind.startsWith('Pg') && !step.isSyncAndSafe && kind !== 'PgSelectRowsStep';
}

/** Whether all that decides its text are {@link QueryInputs}. */
function isPlain({ mode, placeholders, deferreds, streamDetailsDepIds }: SelectStep): boolean {
  return (
    mode === 'normal' && placeholders.length === 0 && deferreds.length === 0 && (streamDetailsDepIds ?? []).length === 0
  );
}

type ReadInputs = (values: ExecutionDetails['values']) => readonly unknown[] | undefined;

/** Reads a step's inputs; undefined where they are such that nothing is kept. */
function inputsOf({
  firstStepId,
  lastStepId,
  offsetStepId,
  afterStepId,
  beforeStepId,
  applyDepIds,
}: QueryInputs): ReadInputs {
  const numbers = [firstStepId, offsetStepId].filter((id) => id !== null);
  const absent = [lastStepId, afterStepId, beforeStepId].filter((id) => id !== null);
  return (values) => {
    for (const id of absent) if ((values[id]?.unaryValue() ?? null) !== null) return undefined;
    const inputs: unknown[] = [];
    for (const id of numbers) inputs.push(values[id]?.unaryValue() ?? null);
    for (const id of applyDepIds) inputs.push(values[id]?.unaryValue());
    return inputs;
  };
}

function find<T>(kept: readonly Kept<T>[], inputs: readonly unknown[]): T | undefined {
  for (const { inputs: known, value } of kept) {
    let isSame = true;
    for (let n = 0; n < inputs.length && isSame; n++) isSame = known[n] === inputs[n];
    if (isSame) return value;
  }
  return undefined;
}

function keep<T>(kept: Kept<T>[], inputs: readonly unknown[], value: T): void {
  kept.unshift({ inputs, value });
  kept.length = Math.min(kept.length, MOST_KEPT);
}

interface KeptQuery {
  query: BuiltQuery;
  /** Where timestamps stand that come as JSON has them. */
  timestamps: readonly number[];
  details: Pick<SelectResult, 'cursorDetails' | 'groupDetails' | 'm'>;
}

function keepSelect($select: SelectStep, tally: Tally, isOnly: boolean): void {
  const { contextId, firstStepId, offsetStepId, fetchOneExtra } = $select;
  const build = $select.execute;
  const read = inputsOf($select);
  const kept: Kept<KeptQuery>[] = [];

  async function run({ query, timestamps, details }: KeptQuery, { values }: ExecutionDetails): Promise<SelectResult[]> {
    const at = (id: number | null) => (id === null ? null : (values[id]?.unaryValue() ?? null)) as number | null;
    const context = values[contextId]?.unaryValue() as GatewayContext;
    const first = at(firstStepId);
    const offset = at(offsetStepId);
    if (isOnly) tally.query.alone++;
    const rows = isOnly ? await runAlone(context, query) : await runCached($select, context, query);
    if (timestamps.length > 0) {
      tally.query.timestamps++;
      formatTimestamps(rows, timestamps);
    }
    const hasMore = fetchOneExtra && first !== null && rows.length > first;
    return [
      {
        hasNextPage: hasMore,
        hasPreviousPage: offset !== null && offset !== 0,
        items: hasMore ? rows.slice(0, first) : rows,
        ...details,
      },
    ];
  }

  $select.execute = function (details) {
    const { count, stream, extra } = details;
    const inputs = count === 1 && stream === null && !extra.eventEmitter ? read(details.values) : undefined;
    const known = inputs && find(kept, inputs);
    if (known) {
      tally.query.taken++;
      return run(known, details);
    }
    tally.query.usual++;
    if (!inputs) return build.call(this, details);
    const { query, result } = watched(this as SelectStep, () => build.call(this, details));
    return (result as Promise<SelectResult[]>).then((results) => {
      const [answer] = results;
      if (answer && query?.identifierIndex === null && query.name !== undefined) {
        const { cursorDetails, groupDetails, m } = answer;
        const { text, rawSqlValues, name } = query;
        const parts = { text, rawSqlValues, name, identifierIndex: null };
        const { query: cheaper, columns } = withTimestampsAsJson(parts) ?? { query: parts, columns: [] };
        const known = { query: cheaper, timestamps: columns, details: { cursorDetails, groupDetails, m } };
        if (!find(kept, inputs)) keep(kept, inputs, known);
      }
      return results;
    });
  };
}

/** Calls a select's own execution, which asks its resource before it first waits, and says what it asked for. */
function watched($select: SelectStep, execute: () => unknown): { query: BuiltQuery | undefined; result: unknown } {
  const { resource } = $select;
  let query: BuiltQuery | undefined;
  const executeWithCache: SelectStep['resource']['executeWithCache'] = (specs, built) => {
    query = built;
    return resource.executeWithCache(specs, built);
  };
  $select.resource = Object.create(resource, { executeWithCache: { value: executeWithCache } });
  try {
    const result = execute();
    return { query, result };
  } finally {
    $select.resource = resource;
  }
}

const NO_VALUES: readonly unknown[] = Object.freeze([]);

async function runCached(
  { resource }: SelectStep,
  context: GatewayContext,
  query: BuiltQuery,
): Promise<readonly unknown[]> {
  const { values } = await resource.executeWithCache([{ context, queryValues: NO_VALUES }], query);
  const [rows] = await Promise.all(values);
  return rows ?? NO_VALUES;
}

/** The one query of a request: there is no other whose answer could be used for it. */
async function runAlone(
  { pgSettings, withPgClient }: GatewayContext,
  { text, rawSqlValues, name }: BuiltQuery,
): Promise<readonly unknown[]> {
  const { rows } = await withPgClient(pgSettings, (client) =>
    client.query<unknown>({
      text,
      values: rawSqlValues as unknown[],
      ...(name === undefined ? {} : { name }),
      arrayMode: true,
    }),
  );
  return rows;
}

/** A relation that is read with its parent adds its part to the parent's query by a function of its own, made anew each time. */
function keepInlined($inlined: PlanStep & QueryInputs): void {
  const make = $inlined.execute;
  const read = inputsOf($inlined);
  const kept: Kept<unknown>[] = [];
  $inlined.execute = function (details) {
    const inputs = read(details.values);
    const known = inputs && find(kept, inputs);
    if (known) return known;
    const made = make.call(this, details);
    if (inputs) keep(kept, inputs, made);
    return made;
  };
}

/** The same function for the same terms of an enumerated type, such as an order that comes as a variable. */
function keepAppliedEnums($apply: ApplyInputStep): void {
  const nameOf = $apply.scopeDepId === null ? enumNames($apply.inputType) : undefined;
  if (!nameOf) return;
  const apply = $apply.unbatchedExecute;
  const known = new Map<string, unknown>();
  $apply.unbatchedExecute = function (extra, ...values) {
    const name = nameOf(values[0]);
    if (name === undefined) return apply.call(this, extra, ...values);
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= MOST_KEPT) known.clear();
    const made = apply.call(this, extra, ...values);
    known.set(name, made);
    return made;
  };
}

function enumNames(type: GraphQLInputType): ((value: unknown) => string | undefined) | undefined {
  const named = getNamedType(type);
  if (!isEnumType(named)) return undefined;
  const names = new Map<unknown, string>(named.getValues().map(({ name, value }) => [value, name]));
  const isList = isListType(getNullableType(type));
  return (value) => {
    if (value === null || value === undefined) return String(value);
    const found = (isList && Array.isArray(value) ? value : [value]).map((one) => names.get(one));
    return found.includes(undefined) ? undefined : found.join(' ');
  };
}
