import type postgres from 'postgres';

/** What the database keeps of a session. */
export interface StoredSession {
  id: string;
  user_id: string;
  /** Of the refresh token that is good now; the first is 1. */
  generation: number;
  revoked_at: Date | null;
}

/**
 * The session that a refresh token belongs to, as it is stored now.
 *
 * @param admin - an administrator's connections.
 * @param token - of any generation.
 */
export async function sessionOf(admin: postgres.Sql, token: string): Promise<StoredSession> {
  const [row] = await admin<StoredSession[]>`
    select id, user_id, generation, revoked_at
      from rowseal_private.sessions where (user_id, id) = (select parsed.owner_id, parsed.id from rowseal.parse_token(${token}) as parsed)`;
  if (!row) throw new Error('the token belongs to no session');
  return row;
}
