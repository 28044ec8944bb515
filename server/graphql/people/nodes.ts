import { isIP } from 'node:net';

/** A row, or a node made of it. */
export type Row = Record<string, unknown>;

/** Applications of rows that stand together: one for each of its grants. */
export function applicationsOf(rows: readonly unknown[]): Row[] {
  const applications = new Map<unknown, Row & { grants: Row[] }>();
  for (const row of rows as Row[]) {
    const { client_id, name } = row;
    const known = applications.get(client_id) ?? { client_id, name, grants: [] };
    known.grants.push(row);
    applications.set(client_id, known);
  }
  return [...applications.values()];
}

interface SealedEvent {
  cursor: string;
  event: string | null;
  personal: Record<string, { value: unknown }> | null;
}

/** Events with their personal values in the places of the hashes that were sealed, unless those are erased. */
export function eventsOf(rows: readonly unknown[]): Row[] {
  return (rows as SealedEvent[]).flatMap(({ cursor, event, personal }) => {
    if (event === null) return [];
    const shown: Row = { ...JSON.parse(event), cursor };
    for (const [path, { value }] of Object.entries(personal ?? {})) {
      const [place = '', key] = path.split('.');
      shown[place] = key === undefined ? value : { ...(shown[place] as Row), [key]: value };
    }
    return [{ ...shown, ip: isIP(String(shown['ip']).split('/')[0] ?? '') ? shown['ip'] : null }];
  });
}
