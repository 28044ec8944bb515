import { z } from 'zod';
import type { OAuthErrorCode } from './errors.ts';

/**
 * The errors of an OAuth endpoint, for its `schema.response`: bodies as RFC 6749 section 5.2 says.
 *
 * @param codes - its own; those that every endpoint has are added.
 */
export function oauthErrors(...codes: OAuthErrorCode[]) {
  const body = (...names: OAuthErrorCode[]) => z.object({ error: z.enum(names), error_description: z.string() });
  const refusals = codes.filter((code) => code !== 'invalid_client');
  return {
    ...(refusals.length > 0 ? { 400: body(...refusals) } : {}),
    ...(codes.includes('invalid_client') ? { 401: body('invalid_client') } : {}),
    429: body('invalid_client', 'invalid_request'),
    500: body('server_error'),
    503: body('temporarily_unavailable'),
  };
}
