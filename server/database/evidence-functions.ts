import type postgres from 'postgres';

/** What one call of rowseal_private.seal_events has done. */
export interface Sealing {
  sealed: number;
  has_more: boolean;
  /** Seconds for which the first event that is not sealed has waited; null: another worker seals. */
  waiting: number | null;
}

/** A batch of sealed events; see rowseal_private.list_unsigned_batches. */
export interface UnsignedBatch {
  segment: number;
  number: string;
  first_event: string;
  events: number;
  /** The head of the batch before, in hex. */
  previous: string;
  /** In hex. */
  head: string;
  sealed_at: Date;
}

/** A head that has left the database: of a batch, in hex. */
export type Head = Pick<UnsignedBatch, 'segment' | 'number' | 'head'>;

/** A key that signs heads, as stored: its private part encrypted. */
export interface StoredEventKey {
  id: string;
  public_jwk: Record<string, string>;
  private_jwe: string;
}

/** The functions that seal audit events. */
export interface Evidence {
  /** Seals a batch of the audit events that are final. */
  sealEvents(): Promise<Sealing>;
  /** What no worker has signed yet. */
  unsignedBatches(): Promise<UnsignedBatch[]>;
  /** Keeps a signed head; false: another worker was first, or the batch has another head. */
  signBatch(batch: Head, statement: string): Promise<boolean>;
  /** Whether a head that was signed before is still that of its batch. */
  hasHead(head: Head): Promise<boolean>;
  /** The newest first, which signs. */
  eventKeys(): Promise<StoredEventKey[]>;
  /** False: there is one. */
  addEventKey(key: StoredEventKey): Promise<boolean>;
}

/**
 * The functions that seal audit events, behind a door.
 *
 * @param sql - the door.
 */
export function evidenceBehind(sql: postgres.Sql): Evidence {
  const isTrue = async (rows: Promise<readonly { done: boolean }[]>) => (await rows)[0]?.done === true;
  return {
    sealEvents: async () => {
      const [row] = await sql<Sealing[]>`select * from rowseal_private.seal_events()`;
      return row ?? { sealed: 0, has_more: false, waiting: null };
    },
    unsignedBatches: async () => [
      ...(await sql<UnsignedBatch[]>`select * from rowseal_private.list_unsigned_batches()`),
    ],
    signBatch: ({ number, head }, statement) =>
      isTrue(sql`select rowseal_private.sign_batch(${number}, ${head}, ${statement}) as done`),
    hasHead: ({ segment, number, head }) =>
      isTrue(sql`select rowseal_private.has_head(${segment}, ${number}, ${head}) as done`),
    eventKeys: async () => [...(await sql<StoredEventKey[]>`select * from rowseal_private.list_event_keys()`)],
    addEventKey: ({ id, public_jwk, private_jwe }) =>
      isTrue(sql`select rowseal_private.add_event_key(${id}, ${sql.json(public_jwk)}, ${private_jwe}) as done`),
  };
}
