import type postgres from 'postgres';

/** What JWTs are signed with: EdDSA is Ed25519 (RFC 8037), RS256 has 2048 bits (RFC 7518). */
export const SIGNING_ALGORITHMS = ['EdDSA', 'RS256'] as const;

/** A JWS algorithm of ours. */
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A signing key as stored: private part wrapped. */
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
 */
export function signingKeysBehind<T extends Record<string, unknown>>(sql: postgres.Sql<T>): SigningKeys {
  return {
    signingKeys: async () => [...(await sql<StoredSigningKey[]>`select * from rowseal_private.list_signing_keys()`)],
    addSigningKey: async ({ id, algorithm, public_jwk, private_jwe }) => {
      const [row] = await sql<{ state: 'current' | 'next' | null }[]>`
        select * from rowseal_private.add_signing_key(${id}, ${algorithm}, ${sql.json(public_jwk)}, ${private_jwe}) as state`;
      return row?.state ?? null;
    },
  };
}
