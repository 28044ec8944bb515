/**
 * Items by a key: Map.groupBy, which Node 20 has not.
 *
 * @param items - in the order that each group keeps.
 * @param keyOf - what an item is grouped by.
 */
export function grouped<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
