import type { Bucket, LayerPlan, OutputPlan, Plan } from './internals.ts';
import { textOfRows } from './row-text.ts';
import { type ListWriter, writerOf } from './row-writers.ts';
import type { Tally } from './tally.ts';

/** grafast's flag for a value that is an error. */
const IS_ERROR = 1;

/** Thrown where a list holds what only the usual way can answer; from then on its plan goes that way, and the request is executed again. */
export class GivenUp extends Error {}

/**
 * Has lists of rows written to JSON from the rows themselves, where their members only pick and format columns: grafast makes a bucket of values for
 * every step of every row, and then asks each for its part of the answer. What is out of the ordinary (an error, a null where none may be) is left to
 * the usual way, by executing the request once more; so only queries are shortened, which change nothing.
 *
 * @param plan - of an operation that has not been executed yet.
 * @param tally - counts.
 */
export function writeRowsAsJson(plan: Plan, tally: Tally): void {
  const writers = new Map<OutputPlan, ListWriter>();
  const read = new Set<LayerPlan>();
  collect(plan.rootOutputPlan, writers, read);
  for (const [list, writer] of writers) if (!read.has(writer.item)) shorten(list, writer, tally);
}

/** Finds the lists that can be shortened, and the layers that anything else reads. */
function collect(output: OutputPlan, writers: Map<OutputPlan, ListWriter>, read: Set<LayerPlan>): void {
  const writer = output.type.mode === 'array' ? writerOf(output) : undefined;
  if (writer) {
    writers.set(output, writer);
    return;
  }
  for (let layer: LayerPlan | undefined = output.layerPlan; layer; layer = layer.reason.parentLayerPlan)
    read.add(layer);
  if (output.child) collect(output.child, writers, read);
  for (const child of Object.values(output.childByTypeName ?? {})) collect(child, writers, read);
  for (const key of Object.values(output.keys)) if (key.type === 'outputPlan') collect(key.outputPlan, writers, read);
  for (const deferred of output.deferredOutputPlans) collect(deferred, writers, read);
}

function shorten(list: OutputPlan, writer: ListWriter, tally: Tally): void {
  const { item } = writer;
  const { execute, executeString } = list;
  const newBucket = () => null;
  item.newBucket = newBucket;

  /** Undefined where the usual way is the shorter one, or the only one. */
  function textOf({ rootStep }: OutputPlan, bucket: Bucket, index: number, value: unknown, flags?: number) {
    const values = bucket.store.get(rootStep.id);
    const rows = value === undefined ? values?.at(index) : value;
    const isFailed = ((flags ?? values?._flagsAt(index) ?? 0) & IS_ERROR) !== 0;
    // A bucket that is there was made after the list was given up.
    if (isFailed || !Array.isArray(rows) || rows.length === 0 || bucket.children[item.id] !== undefined)
      return undefined;
    const text = written(writer, rows, bucket, index);
    if (text !== undefined) {
      tally.rows.taken++;
      return text;
    }
    tally.rows.given_up++;
    if (item.newBucket === newBucket) delete item.newBucket;
    throw new GivenUp('a list is answered the usual way');
  }

  list.executeString = function (root, path, bucket, index, value, flags) {
    return (
      textOf(this, bucket, index, value, flags) ?? executeString.call(this, root, path, bucket, index, value, flags)
    );
  };
  // The first request of a document goes by grafserv, which wants data.
  list.execute = function (root, path, bucket, index, value, flags) {
    const text = textOf(this, bucket, index, value, flags);
    return text === undefined ? execute.call(this, root, path, bucket, index, value, flags) : JSON.parse(text);
  };
}

/** Undefined where a row holds what is not to be written so, or what it takes is an error. */
function written(writer: ListWriter, rows: readonly unknown[], bucket: Bucket, index: number): string | undefined {
  // Of this call alone: nothing of a row is kept.
  const values = [...writer.values];
  for (const { id, to } of writer.outside) {
    const given = bucket.store.get(id);
    if (!given || (given._flagsAt(index) & IS_ERROR) !== 0) return undefined;
    values[to] = given.at(index);
  }
  try {
    return textOfRows(writer, rows, values);
  } catch {
    return undefined;
  }
}
