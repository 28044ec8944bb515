import { createHash, randomBytes } from 'node:crypto';
import type postgres from 'postgres';

/** A public client of the authorization server, and what it asks for. */
export interface TestClient {
  id: string;
  redirectUri: string;
  /** The PKCE verifier of every request. */
  verifier: string;
  /** Path and query of an authorization request. */
  authorize(more?: Record<string, string>): string;
}

/**
 * Registers a public client.
 *
 * @param admin - an administrator's connections.
 * @param name - as people see it.
 * @param redirectUri - where it is answered.
 */
export async function publicClient(admin: postgres.Sql, name: string, redirectUri: string): Promise<TestClient> {
  const [row] = await admin<{ client_id: string }[]>`
    select client_id from rowseal_private.add_client(${name}, ${[redirectUri]}, 'none')`;
  if (!row) throw new Error('no client was added');
  const verifier = randomBytes(32).toString('base64url');
  return {
    id: row.client_id,
    redirectUri,
    verifier,
    authorize: (more = {}) =>
      `/v1/oauth/authorize?${new URLSearchParams({
        response_type: 'code',
        client_id: row.client_id,
        redirect_uri: redirectUri,
        scope: 'openid email',
        state: 'state of the client',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...more,
      })}`,
  };
}
