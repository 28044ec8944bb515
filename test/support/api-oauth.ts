import { createHash, randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { digestOf } from '#server/credentials/token-format.ts';
import type { Answer } from './demo-app.ts';
import { PUBLIC_URL } from './demo-app.ts';
import { rowOf } from './refresh-tokens.ts';

const REDIRECT_URI = 'https://client.test/callback';
const VERIFIER = randomBytes(32).toString('base64url');

/** An OAuth client of the tests that call every operation: confidential, and nobody is asked whether they consent. */
export interface OAuthClient {
  /** HTTP Basic. */
  authorization: string;
  /** An authorization request of it. */
  request: Record<string, string>;
  /**
   * The form that redeems a code which somebody has granted it.
   *
   * @param refreshToken - of somebody's session.
   */
  redemption(refreshToken: string): Promise<Record<string, string>>;
}

/**
 * Registers the client.
 *
 * @param admin - an administrator's connections.
 */
export async function oauthClient(admin: postgres.Sql): Promise<OAuthClient> {
  const [client] = await admin<{ client_id: string; client_secret: string }[]>`
    select * from rowseal_private.add_client('Tests', ${[REDIRECT_URI]}, 'client_secret_basic', first_party => true)`;
  if (!client) throw new Error('no client was made');
  const { client_id, client_secret } = client;
  const request = {
    response_type: 'code',
    client_id,
    redirect_uri: REDIRECT_URI,
    scope: 'openid email offline_access',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  };
  return {
    authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
    request,
    redemption: async (refreshToken) => {
      const browser = randomBytes(32);
      const [begun] = await admin`
        select request_id from rowseal_private.begin_authorization(${admin.json(request)}, ${PUBLIC_URL}, ${digestOf(browser)})`;
      const [answered] = await admin`
        select code from rowseal_private.answer_authorization(${begun?.['request_id']}, ${digestOf(browser)}, ${rowOf(refreshToken)}, true)`;
      return {
        grant_type: 'authorization_code',
        code: answered?.['code'],
        redirect_uri: REDIRECT_URI,
        code_verifier: VERIFIER,
      };
    },
  };
}

/**
 * The tokens of an answer of the token endpoint.
 *
 * @param answer - as it came.
 */
export function tokensOf({ status, body }: Answer): { accessToken: string; refreshToken: string } {
  if (status !== 200) throw new Error(`no grant was made: ${JSON.stringify(body)}`);
  return { accessToken: body.access_token, refreshToken: body.refresh_token };
}
