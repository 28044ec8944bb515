import { z } from 'zod';
import type { Routes } from '../contract.ts';
import type { Pages } from '../pages/render.ts';
import { parse } from '../validation.ts';
import { browserSecret } from './browser.ts';
import type { OAuthFunctions } from './functions.ts';
import { redirectToClient } from './redirects.ts';

/** What a person is told when nothing may be told to the client. */
const REFUSALS = {
  unknown_client: 'The application that sent you here is not registered.',
  redirect_uri_mismatch:
    'The application that sent you here asked to be answered at an address that is not registered for it.',
} as const;

const page = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } });

const Parameters = z.record(z.string(), z.union([z.string(), z.array(z.string()).max(20)]));

/** /v1/oauth/authorize (RFC 6749 section 3.1): needs no session; whoever is not signed in signs in first. */
export const authorizationEndpoint: Routes<{ oauth: OAuthFunctions; pages: Pages; issuer: string }> = async (
  app,
  { oauth, pages, issuer },
) => {
  app.route({
    method: ['GET', 'POST'],
    url: '/v1/oauth/authorize',
    config: { public: true, cors: false },
    schema: {
      summary: 'Ask a person for authorization',
      description: 'Opened in a browser. PKCE with S256 is required; the answer carries iss (RFC 9207).',
      tags: ['oauth'],
      querystring: Parameters,
      response: {
        200: page('A page that moves on to the sign-in'),
        303: z.null().describe('An error, to the client’s redirect_uri'),
        400: page('The client or its redirect_uri is not registered: nothing is sent there'),
      },
    },
    handler: async (request, reply) => {
      const parameters = together(request.query, parse(Parameters, request.body ?? {}));
      const begun = await oauth.beginAuthorization(parameters, issuer, browserSecret(request, reply));
      if (begun.status === 'error') {
        const { redirect_uri, state, error, error_description } = begun;
        return redirectToClient(reply, redirect_uri, { error, error_description, state, iss: issuer });
      }
      if (begun.status !== 'ok') {
        const data = { heading: 'This request cannot be answered', text: REFUSALS[begun.status], alarming: true };
        return pages.show(reply, 'message', data, { status: 400 });
      }
      // A navigation of our own: only then does the browser bring the refresh cookie along, which is SameSite=Strict.
      return pages.show(reply, 'moving-on', { url: `/sign-in?request=${begun.request_id}` });
    },
  });
};

/** Parameters of query and body; one that is in both came twice (RFC 6749 section 3.1). */
function together(query: z.infer<typeof Parameters>, body: z.infer<typeof Parameters>): z.infer<typeof Parameters> {
  const merged = Object.entries(body).map(([name, value]) => [
    name,
    Object.hasOwn(query, name) ? [query[name], value].flat() : value,
  ]);
  return { ...query, ...Object.fromEntries(merged) };
}
