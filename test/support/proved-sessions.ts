import type postgres from 'postgres';
import { totpSecrets } from '#server/credentials/totp-secrets.ts';
import { entryOf, type SealedClaims } from '#server/database/sealed-claims.ts';
import { TEST_MASTER_KEY } from './master-key.ts';
import { testRefreshTokens } from './refresh-tokens.ts';

/** Kinds of proof, and how many seconds ago each was given. */
export type Proofs = Record<string, number>;

/**
 * Opens a session that has proved what a test says, and when.
 *
 * @param admin - an administrator's connections.
 * @param userId - whose.
 * @param proofs - of it.
 * @returns its id, its first refresh token, and an entry for the gateway.
 */
export async function provedSession(admin: postgres.Sql, userId: string, proofs: Proofs) {
  const first = testRefreshTokens.first();
  const [row] = await admin<(SealedClaims & { sid: string })[]>`
    select opened.*
      from rowseal_private.open_session(
        ${userId}, null, null, null, 'Test', refresh_digest => ${first.digest},
        proofs => (
          select coalesce(jsonb_object_agg(key, clock_timestamp() - make_interval(secs => value::float8)), '{}')
            from jsonb_each_text(${admin.json(proofs)})
        )) as opened`;
  if (!row) throw new Error('no session was opened');
  return { id: row.sid, refreshToken: first.of(row), entry: entryOf(row) };
}

/**
 * Gives somebody an authenticator app whose secret nobody needs to know.
 *
 * @param admin - an administrator's connections.
 * @param userId - whose.
 * @param secret - left out: one that proves nothing.
 * @returns the id of the factor.
 */
export async function addTotp(
  admin: postgres.Sql,
  userId: string,
  secret: Uint8Array = Buffer.alloc(20, 7),
): Promise<string> {
  const factorId = crypto.randomUUID();
  const jwe = await totpSecrets(TEST_MASTER_KEY).wrap({ userId, factorId }, secret);
  await admin`
    insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
    values (${userId}, ${factorId}, ${jwe}, now())`;
  return factorId;
}
