import type postgres from 'postgres';
import type { DatabaseClock } from './database-clock.ts';

/** What JWTs are signed with: EdDSA is Ed25519 (RFC 8037), RS256 has 2048 bits (RFC 7518). */
export const SIGNING_ALGORITHMS = ['EdDSA', 'RS256'] as const;

/** A JWS algorithm of ours. */
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A signing key as stored: its private part encrypted. */
export interface StoredSigningKey {
  id: string;
  algorithm: SigningAlgorithm;
  state: 'next' | 'current' | 'retiring';
  public_jwk: Record<string, string>;
  private_jwe: string;
  state_changed_at: Date;
  /** From when a next key may sign, when a current one is due to retire, when a retiring one will be gone. */
  changes_at: Date;
}

/** A signing key that the database has not seen yet. */
export type NewSigningKey = Pick<StoredSigningKey, 'id' | 'algorithm' | 'public_jwk' | 'private_jwe'>;

/** The functions on signing keys that the issuing and the maintenance door share. */
export interface SigningKeys {
  /** Those that are not gone. */
  signingKeys(): Promise<StoredSigningKey[]>;
  /** The state that the key has got; null where the algorithm has a current and a next key. */
  addSigningKey(key: NewSigningKey): Promise<'current' | 'next' | null>;
}

/**
 * The functions on signing keys, behind a door.
 *
 * @param sql - the door.
 * @param clock - learns the database's time whenever keys are read.
 */
export function signingKeysBehind<T extends Record<string, unknown>>(
  sql: postgres.Sql<T>,
  clock?: DatabaseClock,
): SigningKeys {
  return {
    signingKeys: async () => {
      const askedAt = performance.now();
      const rows = await sql<(StoredSigningKey & { now: number })[]>`
        select *, extract(epoch from clock_timestamp())::float8 as now from rowseal_private.list_signing_keys()`;
      const [row] = rows;
      if (row) clock?.learn(row.now, askedAt);
      return rows.map(({ now: _, ...key }) => key);
    },
    addSigningKey: async ({ id, algorithm, public_jwk, private_jwe }) => {
      const [row] = await sql<{ state: 'current' | 'next' | null }[]>`
        select * from rowseal_private.add_signing_key(${id}, ${algorithm}, ${sql.json(public_jwk)}, ${private_jwe}) as state`;
      return row?.state ?? null;
    },
  };
}
