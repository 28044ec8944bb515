import { expect } from 'vitest';
import { createAccessTokens } from '#server/credentials/access-tokens.ts';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openIssuer } from '#server/database/issuer.ts';
import type { SealedClaims } from '#server/database/sealed-claims.ts';
import { firstRefreshToken } from '#test/bench/installation.ts';
import { closeAfterFile } from './closing.ts';
import type { connect } from './connect.ts';
import { PUBLIC_URL } from './demo-app.ts';
import { TEST_MASTER_KEY } from './master-key.ts';

/** How often, with ROWSEAL_LONG=1 (npm run test:long); a sample of them otherwise. */
export const TRIALS = Number(process.env['ROWSEAL_TRIALS'] ?? (process.env['ROWSEAL_LONG'] === '1' ? 10_000 : 30));
export const CONNECTIONS = 8;
/** Sessions that are opened at once: before their access tokens expire they have been used. */
const SESSIONS = 200;

/** A session, with its tokens. */
export interface Opened {
  id: string;
  access: string;
  refresh: string;
}

/**
 * Sessions without a login each, whose password derivations would take longer than everything else.
 *
 * @param admin - the administrator of the database.
 * @param issuerUrl - its issuer's door.
 * @param userId - whose they are.
 * @returns opens as many as are asked for, a few at a time.
 */
export async function sessionsOf(admin: ReturnType<typeof connect>, issuerUrl: string, userId: string) {
  const issuer = openIssuer(issuerUrl, TEST_MASTER_KEY, { max: 1 });
  const keys = await openKeyStore(issuer, TEST_MASTER_KEY);
  const tokens = createAccessTokens(keys, issuer.clock, PUBLIC_URL);
  closeAfterFile(async () => {
    keys.close();
    await issuer.close();
  });
  return async function* sessions(count: number): AsyncGenerator<Opened, void> {
    for (let left = count; left > 0; left -= SESSIONS) {
      const rows = await admin<(Omit<SealedClaims, 'exp'> & { exp: string; secret: Buffer })[]>`
        select opened.*, made.secret
          from generate_series(1, ${Math.min(left, SESSIONS)}::integer) as n
         cross join lateral (select rowseal_private.random_bytes(32 + 0 * n) as secret offset 0) as made
         cross join lateral rowseal_private.open_session(
                 ${userId}, null, null, null, 'trials',
                 refresh_digest => sha256(made.secret), proofs => jsonb_build_object('password', now())
               ) as opened`;
      const iat = Math.floor(issuer.clock.now() / 1000);
      for (const { secret, exp, ...claims } of rows)
        yield {
          id: claims.sid,
          access: await tokens.sign({ ...claims, exp: Number(exp), iat }),
          refresh: firstRefreshToken(claims.sub, claims.sid, secret),
        };
    }
  };
}

/**
 * Uses a credential over {@link CONNECTIONS} connections, and goes on while it is revoked.
 *
 * @param use - one use by the connection of that number: the status that it was answered with.
 * @param revoke - ends the credential: the status of the answer, which has to be 204.
 * @returns what each was answered to its first request that began after the revocation was answered.
 */
export async function lastAnswers(
  use: (connection: number) => Promise<number>,
  revoke: () => Promise<number>,
): Promise<number[]> {
  let isRevoked = false;
  const hammer = async (connection: number) => {
    for (;;) {
      const isLast = isRevoked;
      const status = await use(connection);
      if (isLast) return status;
    }
  };
  const connections = Array.from({ length: CONNECTIONS }, (_, n) => n);
  await Promise.all(connections.map(use));
  const hammering = Promise.all(connections.map(hammer));
  expect(await revoke()).toBe(204);
  isRevoked = true;
  return hammering;
}
