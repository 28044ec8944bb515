import { LRUCache } from 'lru-cache';
import type { DocumentNode, OperationDefinitionNode } from 'postgraphile/graphql';

/** How many names of clients' own choosing are labels at a time. */
const MOST_LABELS = 100;
/** How many names are counted, so that one that has become frequent is found. */
const COUNTED = 2_000;
/** After so many, all counts are halved: what was frequent once makes room. */
const HALVED_AFTER = 100_000;
const LONGEST_NAME = 64;

/** Stands for all that are no label. */
const OTHER = 'other';
const ANONYMOUS = 'anonymous';

/** What operations are called in metrics and traces. */
export interface OperationLabels {
  /**
   * Counts an operation.
   *
   * @param name - in its document; undefined: it has none.
   * @returns its label.
   */
  of(name: string | undefined): string;
}

/**
 * The names of trusted documents are the operator's, and each is a label.
 */
export function trustedLabels(): OperationLabels {
  return { of: (name = ANONYMOUS) => name };
}

/**
 * The names of other documents are the clients': the hundred most frequent are labels.
 *
 * @param forget - told of a label that another takes the place of.
 */
export function frequentLabels(forget: (label: string) => void): OperationLabels {
  const counts = new LRUCache<string, number>({ max: COUNTED });
  const labels = new Set<string>();
  let total = 0;
  /** No label is counted less often. */
  let least = 0;

  function count(name: string): number {
    total++;
    if (total >= HALVED_AFTER) {
      total = 0;
      least = 0;
      for (const [each, times] of [...counts.entries()]) counts.set(each, Math.floor(times / 2));
    }
    const times = (counts.get(name) ?? 0) + 1;
    counts.set(name, times);
    return times;
  }

  function rarest(): readonly [name: string, times: number] {
    let found: readonly [string, number] = ['', Number.POSITIVE_INFINITY];
    for (const name of labels) {
      const times = counts.peek(name) ?? 0;
      if (times < found[1]) found = [name, times];
    }
    return found;
  }

  /** Whether a name is a label, or may now be one. */
  function isLabel(name: string): boolean {
    const times = count(name);
    if (labels.has(name)) return true;
    if (labels.size >= MOST_LABELS) {
      if (times <= least) return false;
      const [rare, seen] = rarest();
      least = seen;
      if (times <= seen) return false;
      labels.delete(rare);
      forget(rare);
    }
    labels.add(name);
    return true;
  }

  return {
    of: (name = ANONYMOUS) => (name.length <= LONGEST_NAME && name !== OTHER && isLabel(name) ? name : OTHER),
  };
}

/**
 * The name of the operation that a request asks for.
 *
 * @param document - that was read.
 * @param wanted - `operationName` of the request.
 */
export function operationNameOf({ definitions }: DocumentNode, wanted: unknown): string | undefined {
  const operations = definitions.filter((each): each is OperationDefinitionNode => each.kind === 'OperationDefinition');
  const asked =
    typeof wanted === 'string' && wanted !== '' ? operations.find(({ name }) => name?.value === wanted) : operations[0];
  return asked?.name?.value;
}
