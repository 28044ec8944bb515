import { hkdfSync } from 'node:crypto';
import type { LoginSecrets } from './identity-provider.ts';

/**
 * The secrets of a login that goes to a provider. Nonce and PKCE verifier follow from the state and the browser's secret, so that neither is
 * stored; the provider and its logs see the state alone, from which the verifier does not follow.
 *
 * @param state - as the database made it.
 * @param browserSecret - what the browser's cookie holds.
 */
export function loginSecrets(state: string, browserSecret: Uint8Array): LoginSecrets {
  const derive = (label: string) =>
    Buffer.from(hkdfSync('sha256', browserSecret, state, `rowseal login ${label}`, 32)).toString('base64url');
  return { state, nonce: derive('nonce'), codeVerifier: derive('code verifier') };
}
