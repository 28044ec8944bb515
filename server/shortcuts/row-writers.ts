import { GraphQLBoolean, GraphQLInt, type GraphQLLeafType, GraphQLString } from 'postgraphile/graphql';
import {
  type ConstantStep,
  kindOf,
  type LayerPlan,
  type OutputPlan,
  type PlanStep,
  stepsOf,
  type UnbatchedStep,
} from './internals.ts';
import { type Field, type RowWriter, type Step, textOfFields, textOfRows } from './row-text.ts';

/** Steps of a row that depend on nothing but rows and what stands outside their list, have no effects, and are never late. */
const OF_ROWS: ReadonlySet<string> = new Set([
  'PgSelectSingleStep',
  'PgClassExpressionStep',
  'ListStep',
  'LambdaStep',
  'AccessStep',
]);

/** Steps that might be late, and are not where what they are given is there. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set(['ConnectionStep', 'ConnectionItemsStep']);

/** grafast's flag for a value that is null, which those steps take. */
const IS_NULL = 2;

/** How the rows of a list become JSON, with the lists within them. */
export interface ListWriter extends RowWriter {
  item: LayerPlan;
  /** The values that are there before the first row: constants, and nothing yet for what the steps make. */
  values: readonly unknown[];
  /** Steps outside the list whose values are needed, and where these go. */
  outside: readonly { id: number; to: number }[];
}

/** What the lists of one writer share: they are written one within the other, each row after the one before. */
interface Scope {
  at: Map<PlanStep, number>;
  values: unknown[];
  outside: { id: number; to: number }[];
  /** Layers that are read here alone. */
  items: Set<LayerPlan>;
  /** Whether the value of a step is there where the list is. */
  isThere(step: PlanStep): boolean;
}

/** The place of what is always there: it is written by its name alone. */
const ALWAYS = 0;

/**
 * What writes the rows of a list; undefined where a member does more than pick and format columns, or is no such list itself.
 *
 * @param list - of a plan.
 */
export function writerOf(list: OutputPlan): ListWriter | undefined {
  const { layerPlan } = list;
  const there = new Set([...layerPlan.copyStepIds, ...stepsOf(layerPlan).map(({ id }) => id)]);
  const scope: Scope = {
    at: new Map(),
    values: [true],
    outside: [],
    items: new Set(),
    isThere: ({ id }) => there.has(id),
  };
  const rows = rowsOf(list, scope);
  return rows && { ...rows, values: scope.values, outside: scope.outside };
}

function rowsOf(list: OutputPlan, scope: Scope): (RowWriter & { item: LayerPlan }) | undefined {
  const { child: object, layerPlan, rootStep, processRoot, childIsNonNull } = list;
  if (object === null || processRoot !== null || list.sideEffectStep !== null || !isPlainObject(object))
    return undefined;
  const inner = object.layerPlan;
  const item = inner.reason.type === 'nullableBoundary' ? inner.reason.parentLayerPlan : inner;
  if (!item || !isItemOf(item, layerPlan)) return undefined;
  const row = object.rootStep as UnbatchedStep & { id: number };
  const [member] = row.dependencies;
  if (member !== item.rootStep || !member || member.dependencies[0] !== rootStep) return undefined;
  const all = new Set([...stepsOf(item), ...stepsOf(inner)]);
  if (!all.delete(row) || !isOfRow(row)) return undefined;
  const [tupleAt, rowAt] = [placeFor(member, scope), placeFor(row, scope)];
  const steps = placed(all, scope);
  const fields = steps && fieldsOf(object, inner, scope);
  if (!steps || !fields || !holdsNothingElse(item, inner, scope)) return undefined;
  scope.items.add(item);
  return { item, row, tupleAt, rowAt, steps, fields, close: closeOf(fields), isNonNull: childIsNonNull };
}

const closeOf = (fields: readonly Field[]) => (fields.length === 0 ? '{}' : '}');

function isPlainObject({ type, processRoot, sideEffectStep, deferredOutputPlans }: OutputPlan): boolean {
  return (
    type.mode === 'object' &&
    !type.hasRootBehavior &&
    processRoot === null &&
    sideEffectStep === null &&
    deferredOutputPlans.length === 0
  );
}

/** Whether a layer has the members of a list of another, which is under no choice of types. */
function isItemOf({ reason }: LayerPlan, parent: LayerPlan): boolean {
  if (reason.type !== 'listItem' || reason.stream || reason.parentLayerPlan !== parent) return false;
  for (let layer: LayerPlan | undefined = parent; layer; layer = layer.reason.parentLayerPlan)
    if (/^(polymorphic|combined|defer|sub|mutation)/.test(layer.reason.type)) return false;
  return true;
}

function holdsNothingElse(item: LayerPlan, inner: LayerPlan, { items }: Scope): boolean {
  const layers = inner === item ? [item] : [item, inner];
  return layers.every(
    ({ children, parentSideEffectStep, distributorDependencies }) =>
      children.every((child) => child === inner || items.has(child)) &&
      parentSideEffectStep === null &&
      distributorDependencies === null,
  );
}

function isOfRow(step: PlanStep): boolean {
  const kind = kindOf(step);
  return (
    ((OF_ROWS.has(kind) && step.isSyncAndSafe) || OF_CONNECTIONS.has(kind)) &&
    !step.hasSideEffects &&
    step.implicitSideEffectStep === null &&
    step.metaKey === undefined &&
    step.dependencyForbiddenFlags.every((flags) => (flags & IS_NULL) === 0) &&
    step.dependencyOnReject.every((reject) => reject === undefined || reject === null)
  );
}

function placeFor(step: PlanStep, { at, values }: Scope, value?: unknown): number {
  const place = values.push(value) - 1;
  at.set(step, place);
  return place;
}

/** The steps of a row with the places of their values. Undefined where one needs what is not there. */
function placed(all: ReadonlySet<PlanStep>, scope: Scope): Step[] | undefined {
  const { at, outside } = scope;
  const placeOf = (needed: PlanStep): number | undefined => {
    const known = at.get(needed);
    if (known !== undefined) return known;
    if (kindOf(needed) === 'ConstantStep') return placeFor(needed, scope, (needed as ConstantStep).data);
    if (all.has(needed) || !scope.isThere(needed)) return undefined;
    const to = placeFor(needed, scope);
    outside.push({ id: needed.id, to });
    return to;
  };
  const steps: Step[] = [];
  for (const step of all) {
    const from = step.dependencies.map(placeOf);
    if (!isOfRow(step) || !from.every((place) => place !== undefined)) return undefined;
    steps.push({ step, from, to: placeFor(step, scope) });
  }
  return steps;
}

function fieldsOf(object: OutputPlan, inner: LayerPlan, scope: Scope): Field[] | undefined {
  const fields: Field[] = [];
  for (const [name, key] of Object.entries(object.keys)) {
    const comma = fields.length === 0 ? '{' : ',';
    if (key.type === '__typename') {
      const before = `${comma}"${name}":"${object.type.typeName}"`;
      fields.push({ before, at: ALWAYS, isNonNull: false, write: () => '' });
      continue;
    }
    const { layerPlan, processRoot, sideEffectStep, rootStep } = key.outputPlan;
    const at = scope.at.get(rootStep);
    if (layerPlan !== inner || processRoot !== null || sideEffectStep !== null || at === undefined) return undefined;
    const write = writeOf(key.outputPlan, inner, scope);
    if (!write) return undefined;
    fields.push({ before: `${comma}"${name}":`, at, isNonNull: key.isNonNull, write });
  }
  return fields;
}

/** What writes a member: a leaf, an object of the same row, or a list of further rows. */
function writeOf(output: OutputPlan, inner: LayerPlan, scope: Scope): Field['write'] | undefined {
  const { type } = output;
  if (type.mode === 'leaf') return type.graphqlType && writerFor(type.graphqlType);
  if (type.mode === 'array') {
    const rows = rowsOf(output, scope);
    return rows && ((value, values) => (Array.isArray(value) ? textOfRows(rows, value, values) : undefined));
  }
  const fields = isPlainObject(output) ? fieldsOf(output, inner, scope) : undefined;
  if (!fields || !OF_CONNECTIONS.has(kindOf(output.rootStep))) return undefined;
  const close = closeOf(fields);
  return (_value, values) => textOfFields(fields, close, values);
}

/** How a leaf is written, as grafast writes it. */
function writerFor(type: GraphQLLeafType): (value: unknown) => string {
  const { serialize } = type;
  const asJson = (value: unknown) => JSON.stringify(type.serialize(value)) ?? 'null';
  if (serialize === GraphQLString.serialize)
    return (value) => (typeof value === 'string' ? JSON.stringify(value) : asJson(value));
  if (serialize === GraphQLInt.serialize)
    return (value) => (((value as number) | 0) === value ? `${value}` : asJson(value));
  if (serialize === GraphQLBoolean.serialize)
    return (value) => (typeof value === 'boolean' ? `${value}` : asJson(value));
  return asJson;
}
