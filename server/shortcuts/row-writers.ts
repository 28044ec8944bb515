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

/** Steps of a row that depend on nothing but the row, have no effects, and are never late. */
const OF_ROWS: ReadonlySet<string> = new Set(['PgSelectSingleStep', 'PgClassExpressionStep', 'ListStep', 'LambdaStep']);

/** grafast's flag for a value that is null, which those steps take. */
const IS_NULL = 2;

/** One step of a row, where its arguments are (values of steps before it, or constants), and where its value goes. */
interface Step {
  step: UnbatchedStep;
  from: readonly number[];
  to: number;
}

interface Field {
  /** What stands before the value, or all there is to write. */
  before: string;
  at: number;
  isNonNull: boolean;
  write: (value: unknown) => string;
}

/** How the rows of a list become JSON. */
export interface RowWriter {
  item: LayerPlan;
  /** Tells whether there is a row. */
  row: UnbatchedStep;
  steps: readonly Step[];
  /** What steps find before they begin: nothing for the row, and the constants. */
  constants: readonly unknown[];
  fields: readonly Field[];
  close: string;
  isNonNull: boolean;
}

/**
 * What writes the rows of a list; undefined where a member does more than pick and format columns.
 *
 * @param list - of a plan.
 */
export function writerOf(list: OutputPlan): RowWriter | undefined {
  const { child: object, layerPlan, rootStep, processRoot, childIsNonNull } = list;
  if (object === null || processRoot !== null || list.sideEffectStep !== null || !isPlainObject(object))
    return undefined;
  const inner = object.layerPlan;
  const item = inner.reason.type === 'nullableBoundary' ? inner.reason.parentLayerPlan : inner;
  if (!item || !isItemOf(item, layerPlan) || !holdsNothingElse(item, inner)) return undefined;
  const row = object.rootStep as UnbatchedStep & { id: number };
  const [member] = row.dependencies;
  if (member !== item.rootStep || !member || member.dependencies[0] !== rootStep) return undefined;
  const all = new Set([...stepsOf(item), ...stepsOf(inner)]);
  const steps = [...all].filter((step) => step !== row);
  if (all.size === steps.length || !isOfRow(row)) return undefined;
  const places = placesOf(row, steps);
  const fields = places && fieldsOf(object, inner, places.at);
  if (!places || !fields) return undefined;
  return { item, row, ...places, fields, close: fields.length === 0 ? '{}' : '}', isNonNull: childIsNonNull };
}

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

function holdsNothingElse(item: LayerPlan, inner: LayerPlan): boolean {
  const layers = inner === item ? [item] : [item, inner];
  return layers.every(
    ({ children, parentSideEffectStep, distributorDependencies }) =>
      children.every((child) => child === inner) && parentSideEffectStep === null && distributorDependencies === null,
  );
}

function isOfRow(step: PlanStep): step is UnbatchedStep {
  return (
    OF_ROWS.has(kindOf(step)) &&
    step.isSyncAndSafe &&
    !step.hasSideEffects &&
    step.implicitSideEffectStep === null &&
    step.metaKey === undefined &&
    step.dependencyForbiddenFlags.every((flags) => (flags & IS_NULL) === 0) &&
    step.dependencyOnReject.every((reject) => reject === undefined || reject === null)
  );
}

/** Where the value of each step stands: the row's first, then constants, then the steps'. Undefined where one needs anything else. */
function placesOf(row: PlanStep, all: readonly PlanStep[]) {
  const at = new Map<PlanStep, number>([[row, 0]]);
  const constants: unknown[] = [undefined];
  const constantAt = ($constant: PlanStep): number => {
    const place = at.get($constant) ?? constants.push(($constant as ConstantStep).data) - 1;
    at.set($constant, place);
    return place;
  };
  const ofRow = all.filter(isOfRow);
  if (ofRow.length < all.length) return undefined;
  for (const { dependencies } of ofRow)
    for (const step of dependencies) if (kindOf(step) === 'ConstantStep') constantAt(step);
  const steps: Step[] = [];
  for (const step of ofRow) {
    const from = step.dependencies.map((dependency) => at.get(dependency));
    if (!from.every((place) => place !== undefined)) return undefined;
    const to = constants.length + steps.length;
    at.set(step, to);
    steps.push({ step, from, to });
  }
  return { at, constants, steps };
}

function fieldsOf(object: OutputPlan, inner: LayerPlan, at: ReadonlyMap<PlanStep, number>): Field[] | undefined {
  const fields: Field[] = [];
  for (const [name, key] of Object.entries(object.keys)) {
    const comma = fields.length === 0 ? '{' : ',';
    if (key.type === '__typename') {
      const before = `${comma}"${name}":"${object.type.typeName}"`;
      fields.push({ before, at: 0, isNonNull: false, write: () => '' });
      continue;
    }
    const { type, layerPlan, processRoot, sideEffectStep, rootStep } = key.outputPlan;
    const place = at.get(rootStep);
    if (type.mode !== 'leaf' || !type.graphqlType || layerPlan !== inner || processRoot !== null) return undefined;
    if (sideEffectStep !== null || place === undefined || place === 0) return undefined;
    fields.push({
      before: `${comma}"${name}":`,
      at: place,
      isNonNull: key.isNonNull,
      write: writerFor(type.graphqlType),
    });
  }
  return fields;
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
