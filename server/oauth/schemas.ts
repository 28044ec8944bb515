import { z } from 'zod';
import { grouped } from '../database/grouped.ts';
import type { Parameters } from '../database/oauth-functions.ts';
import { PAGES_OF_TROUBLE, type ProblemResponses, page } from '../http/problem-schemas.ts';
import { Repeatable } from '../http/schemas.ts';
import { OAUTH_STATUS, type OAuthErrorCode } from './errors.ts';

/** The media type of forms. */
export const FORM = 'application/x-www-form-urlencoded';

const NAMES = [
  'response_type',
  'response_mode',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'resource',
  'nonce',
  'prompt',
  'max_age',
  'id_token_hint',
  'claims',
  'login_hint',
  'ui_locales',
] as const;

/** What an authorization request says (RFC 6749 section 4.1.1, RFC 7636, RFC 8707, OpenID Connect Core section 3.1.2.1), and anything else. */
export const AuthorizationParameters = z
  .object(Object.fromEntries(NAMES.map((name) => [name, Repeatable.optional()])))
  .catchall(Repeatable) as unknown as z.ZodType<Parameters, Parameters>;

/** The answers of the authorization endpoint, for its `schema.response`: a person reads them. */
export const AUTHORIZATION_ANSWERS = {
  200: page('A page that moves on to where the person signs in and consents; or a form that goes to the redirect URI'),
  303: z
    .null()
    .describe('To the redirect URI of the client: what is wrong with the request (RFC 6749 section 4.1.2.1)'),
  400: page(
    'The client is unknown, the redirect URI is not registered for it, or the request is malformed: nobody is redirected',
  ),
  413: page('The form is too large'),
  415: page('The body is not a form'),
  ...PAGES_OF_TROUBLE,
};

/**
 * The errors of an OAuth endpoint, for its `schema.response`: bodies as RFC 6749 section 5.2 says.
 *
 * @param codes - its own; those that every endpoint has are added.
 */
export function oauthErrors(...codes: OAuthErrorCode[]): ProblemResponses {
  const byStatus = grouped<number, OAuthErrorCode>(
    [...codes, 'server_error', 'temporarily_unavailable', 'outcome_unknown'],
    (code) => OAUTH_STATUS[code],
  );
  // Requests that come too often are delayed, and where there are secrets, guesses are.
  byStatus.set(429, codes.includes('invalid_client') ? ['invalid_request', 'invalid_client'] : ['invalid_request']);
  return Object.fromEntries(
    [...byStatus].map(([status, here]) => [
      status,
      {
        description: here.map((code) => `- \`${code}\``).join('\n'),
        content: { 'application/json': { schema: errorSchema(here) } },
      },
    ]),
  );
}

function errorSchema(codes: OAuthErrorCode[]): z.ZodType {
  return z
    .object({
      error: z.enum(codes).describe('Which error: branch on this'),
      error_description: z.string().describe('What is wrong with this request'),
    })
    .meta({ examples: [{ error: codes[0], error_description: 'What the developer of the client can do about it' }] });
}

/** Parameters as they came, once or several times. */
export type Given = Record<string, string | string[] | undefined>;

/**
 * Parameters of query and body; one that is in both came twice (RFC 6749 section 3.1).
 *
 * @param query - of the address.
 * @param body - a form.
 */
export function together(query: Given, body: Given): Parameters {
  const given = (all: Given) =>
    Object.entries(all).filter((pair): pair is [string, string | string[]] => pair[1] !== undefined);
  const merged = given(body).map(([name, value]) => [name, [query[name] ?? [], value].flat()] as const);
  return Object.fromEntries([
    ...given(query),
    ...merged.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values] as const),
  ]);
}
