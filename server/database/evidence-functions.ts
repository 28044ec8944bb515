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
  /** The key that signs it; null: there is none yet. */
  key_id: string | null;
  /** The key that signs the next one, where that is another. */
  next_key_id: string | null;
}

/** A head that has left the database: of a batch, in hex. */
export type Head = Pick<UnsignedBatch, 'segment' | 'number' | 'head'>;

/** A new key that signs heads: its private part encrypted. */
export interface NewEventKey {
  id: string;
  public_jwk: Record<string, string>;
  private_jwe: string;
}

/** A key that signs heads, as stored. */
export interface StoredEventKey extends Omit<NewEventKey, 'private_jwe'> {
  /** Null: it has signed all it had to. */
  private_jwe: string | null;
  created_at: Date;
  /** The number of the first batch that it signs. */
  first_batch: number;
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
  /** The newest first. */
  eventKeys(): Promise<StoredEventKey[]>;
  /** False: there is one. */
  addEventKey(key: NewEventKey): Promise<boolean>;
  /** Makes another key sign, from a batch on whose number it answers; null: there is none yet, or it is not due. */
  rotateEventKey(key: NewEventKey, onlyDue: boolean): Promise<number | null>;
  /** Forgets what former keys do not need any more; whether the one that signs is due to be replaced. */
  advanceEventKeys(): Promise<boolean>;
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
    rotateEventKey: async ({ id, public_jwk, private_jwe }, onlyDue) => {
      const [row] = await sql<{ first: number | null }[]>`
        select rowseal_private.rotate_event_key(${id}, ${sql.json(public_jwk)}, ${private_jwe}, ${onlyDue})::float8 as first`;
      return row?.first ?? null;
    },
    advanceEventKeys: () => isTrue(sql`select rowseal_private.advance_event_keys() as done`),
    addEventKey: ({ id, public_jwk, private_jwe }) =>
      isTrue(sql`select rowseal_private.add_event_key(${id}, ${sql.json(public_jwk)}, ${private_jwe}) as done`),
  };
}
