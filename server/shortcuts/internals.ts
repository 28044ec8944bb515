import type { GraphQLInputType, GraphQLLeafType } from 'postgraphile/graphql';

// What is used of grafast and @dataplan/pg that neither promises to keep: see versions.ts, and db/decisions/0048.

/** The values of a step in one bucket. */
export interface ExecutionValue {
  at(index: number): unknown;
  unaryValue(): unknown;
  _flagsAt(index: number): number;
}

/** What a step is executed with. */
export interface ExecutionDetails {
  count: number;
  values: readonly ExecutionValue[];
  stream: unknown;
  extra: { eventEmitter?: unknown };
}

/** A step of a plan. */
export interface PlanStep {
  id: number;
  constructor: { $$export?: { exportName: string; moduleName: string } };
  dependencies: readonly PlanStep[];
  dependencyForbiddenFlags: readonly number[];
  dependencyOnReject: readonly unknown[];
  implicitSideEffectStep: PlanStep | null;
  isSyncAndSafe: boolean;
  hasSideEffects: boolean;
  metaKey?: unknown;
  execute(details: ExecutionDetails): unknown;
}

/** A step that is executed for one value at a time. */
export interface UnbatchedStep extends PlanStep {
  unbatchedExecute(extra: undefined, ...values: unknown[]): unknown;
}

/** A step whose value stands in the plan. */
export interface ConstantStep extends PlanStep {
  data: unknown;
}

/** Applies an argument to the query that is being built. */
export interface ApplyInputStep extends UnbatchedStep {
  inputType: GraphQLInputType;
  scopeDepId: number | null;
}

/** What a query is built from, besides the step itself: the places of these among its dependencies. */
export interface QueryInputs {
  firstStepId: number | null;
  lastStepId: number | null;
  offsetStepId: number | null;
  afterStepId: number | null;
  beforeStepId: number | null;
  applyDepIds: readonly number[];
}

/** What PgResource is asked to run. */
export interface BuiltQuery {
  text: string;
  rawSqlValues: readonly unknown[];
  name?: string | undefined;
  identifierIndex: number | null;
  eventEmitter?: unknown;
}

/** Selects rows. */
export interface SelectStep extends PlanStep, QueryInputs {
  mode: string;
  contextId: number;
  placeholders: readonly unknown[];
  deferreds: readonly unknown[];
  streamDetailsDepIds: readonly number[] | null;
  fetchOneExtra: boolean;
  resource: {
    executeWithCache(specs: readonly unknown[], query: BuiltQuery): Promise<{ values: readonly unknown[][] }>;
  };
}

/** What a select answers with. */
export interface SelectResult {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  items: readonly unknown[];
  cursorDetails: unknown;
  groupDetails: unknown;
  m: unknown;
}

/** Steps that are executed together, once for each member of a list. */
export interface LayerPlan {
  reason: { type: string; parentLayerPlan?: LayerPlan; stream?: unknown };
  children: readonly LayerPlan[];
  id: number;
  rootStep: PlanStep | null;
  /** Steps of the layers above whose values it has. */
  copyStepIds: readonly number[];
  phases: readonly {
    normalSteps?: readonly { step: PlanStep }[];
    unbatchedSyncAndSafeSteps?: readonly { step: PlanStep }[];
  }[];
  parentSideEffectStep: PlanStep | null;
  distributorDependencies: unknown;
  newBucket?(parent: Bucket): Bucket | null;
}

/** The values of a layer. */
export interface Bucket {
  store: ReadonlyMap<number, ExecutionValue>;
  children: Readonly<Record<number, unknown>>;
}

/** A field of an object. */
export type Key = { type: '__typename' } | { type: 'outputPlan'; outputPlan: OutputPlan; isNonNull: boolean };

/** Makes a part of the answer. */
type OutputExecutor<T> = (
  this: OutputPlan,
  root: unknown,
  path: unknown,
  bucket: Bucket,
  index: number,
  value?: unknown,
  flags?: number,
) => T;

/** How values become an answer. */
export interface OutputPlan {
  type: { mode: string; typeName?: string; hasRootBehavior?: boolean; graphqlType?: GraphQLLeafType };
  layerPlan: LayerPlan;
  rootStep: PlanStep;
  sideEffectStep: PlanStep | null;
  processRoot: unknown;
  keys: Readonly<Record<string, Key>>;
  child: OutputPlan | null;
  childIsNonNull: boolean;
  childByTypeName?: Readonly<Record<string, OutputPlan>> | undefined;
  deferredOutputPlans: readonly OutputPlan[];
  execute: OutputExecutor<unknown>;
  executeString: OutputExecutor<string>;
}

/** The plan of an operation. */
export interface Plan {
  operation: { operation: string };
  rootLayerPlan: LayerPlan;
  rootOutputPlan: OutputPlan;
}

/**
 * What kind of step one is.
 *
 * @param step - any.
 * @returns the name of its class, as its package exports it.
 */
export function kindOf(step: PlanStep): string {
  return step.constructor.$$export?.exportName ?? '';
}

/**
 * The steps of a layer, in the order in which they are executed.
 *
 * @param layer - of a plan.
 */
export function stepsOf({ phases }: LayerPlan): PlanStep[] {
  return phases.flatMap(({ normalSteps = [], unbatchedSyncAndSafeSteps = [] }) =>
    [...normalSteps, ...unbatchedSyncAndSafeSteps].map(({ step }) => step),
  );
}

/**
 * A layer and all below it.
 *
 * @param layer - of a plan.
 */
export function layersUnder(layer: LayerPlan): Set<LayerPlan> {
  const found = new Set([layer]);
  for (const one of found) for (const child of one.children) found.add(child);
  return found;
}
