import {
  access,
  type ConnectionOptimizedStep,
  context,
  type ExecutionDetails,
  type ExecutionResults,
  lambda,
  type PaginationParams,
  Step,
} from 'postgraphile/grafast';
import type { Entry } from '../../database/entry.ts';
import type { Arguments, Call } from './calls.ts';
import { cursorOf, keyIn } from './cursors.ts';

/** A step that calls one function of the database as the caller of the request. */
export class CallStep extends Step {
  readonly call: Call;

  /**
   * @param call - which.
   * @param $arguments - its arguments.
   * @param hasSideEffects - whether it changes anything: it is then called once for each time that it stands in a document.
   */
  constructor(call: Call, $arguments: Step<Arguments>, hasSideEffects = false) {
    super();
    this.call = call;
    this.addUnaryDependency(context());
    this.addDependency($arguments);
    this.hasSideEffects = hasSideEffects;
  }

  /** Two that ask the same are one. */
  override deduplicate(peers: readonly CallStep[]): readonly CallStep[] {
    return this.hasSideEffects ? [] : peers.filter(({ call }) => call === this.call);
  }

  override execute({ indexMap, values }: ExecutionDetails): ExecutionResults<unknown> {
    const [request, given] = values;
    return indexMap((n) => this.call(entryIn(request), (given?.at(n) ?? {}) as Arguments));
  }
}

/** A list that a function returns a page at a time. */
export interface PagedList {
  /** Rows after one, as many as wanted at most. */
  page: (...call: Parameters<Call>) => Promise<unknown[]>;
  /** What its cursors are of, so that those of another list are refused. */
  name: string;
  /** The column that the argument `after` takes. */
  key: string;
}

type Row = Record<string, unknown>;

/** A step that reads one page of a list. */
export class PageStep extends Step implements ConnectionOptimizedStep<Row> {
  readonly paginationSupport = { cursor: true };
  readonly list: PagedList;

  /**
   * @param list - which.
   * @param $arguments - what the function takes besides those for pages.
   */
  constructor(list: PagedList, $arguments: Step<Arguments>) {
    super();
    this.list = list;
    this.addUnaryDependency(context());
    this.addDependency($arguments);
  }

  /** Has a page come as its arguments say. */
  applyPagination($params: Step<PaginationParams>): void {
    this.addUnaryDependency($params);
  }

  /** What a cursor stands for. */
  parseCursor($cursor: Step): Step<string | null> {
    const { name } = this.list;
    return lambda($cursor, (cursor) => keyIn(cursor, name), true);
  }

  /** The cursor of a row. */
  cursorForItem($item: Step<Row>): Step<string> {
    const { name, key } = this.list;
    return lambda(access($item, key), (value) => cursorOf(name, value), true);
  }

  /** Two that ask the same are one. */
  override deduplicate(peers: readonly PageStep[]): readonly PageStep[] {
    return peers.filter(({ list }) => list === this.list);
  }

  override execute({ indexMap, values }: ExecutionDetails): ExecutionResults<unknown> {
    const [request, given, params] = values;
    const { limit = null, after = null } = (params?.unaryValue() ?? {}) as Partial<PaginationParams>;
    return indexMap((n) => {
      const more = (given?.at(n) ?? {}) as Arguments;
      return this.list.page(entryIn(request), { ...more, after: after ?? undefined, page_size: limit ?? undefined });
    });
  }
}

/** A column that a function knows of many rows at once. */
export interface Batch {
  /** The rows of those that are asked for. */
  rows: (...call: Parameters<Call>) => Promise<unknown[]>;
  /** The argument that takes all of their keys. */
  argument: string;
  /** The column that has the key again. */
  key: string;
  /** The column that is wanted. */
  column: string;
}

/** A step that reads a column of all rows of a page by one call. */
export class BatchStep extends Step {
  readonly batch: Batch;

  /**
   * @param batch - which.
   * @param $key - of the row.
   */
  constructor(batch: Batch, $key: Step) {
    super();
    this.batch = batch;
    this.addUnaryDependency(context());
    this.addDependency($key);
  }

  /** Two that ask the same are one. */
  override deduplicate(peers: readonly BatchStep[]): readonly BatchStep[] {
    return peers.filter(({ batch }) => batch === this.batch);
  }

  override async execute({ indexMap, values }: ExecutionDetails): Promise<readonly unknown[]> {
    const [request, keys] = values;
    const { rows, argument, key, column } = this.batch;
    const asked = [...new Set(indexMap((n) => keys?.at(n)))];
    const found = (await rows(entryIn(request), { [argument]: asked })) as Row[];
    const byKey = new Map(found.map((row) => [row[key], row[column]]));
    return indexMap((n) => byKey.get(keys?.at(n)) ?? null);
  }
}

function entryIn(request: ExecutionDetails['values'][number] | undefined): Entry {
  const context = request?.unaryValue() as Grafast.Context | undefined;
  if (!context) throw new Error('a call without a request is refused');
  return context.entry;
}
