import type { KeyStore } from '../credentials/key-store.ts';
import type { OAuthFunctions, Parameters } from '../database/oauth-functions.ts';
import { redirectToClient } from '../http/authorization-response.ts';
import { browserSecret } from '../http/browser-cookie.ts';
import { addressOf } from '../http/client-address.ts';
import { keepLanguage } from '../http/language.ts';
import { unthrottled } from '../http/problem.ts';
import type { Routes } from '../http/route-contract.ts';
import type { MessagePage, Pages } from '../pages/render.ts';
import { namedSubject } from './named-subject.ts';
import { AUTHORIZATION_ANSWERS, AuthorizationParameters, FORM } from './schemas.ts';

/** /v1/oauth/authorize (RFC 6749 section 3.1): needs no session; users who are not signed in sign in first. */
export const authorizationEndpoint: Routes<{
  oauth: OAuthFunctions;
  keys: KeyStore;
  pages: Pages;
  issuer: string;
}> = async (app, { oauth, keys, pages, issuer }) => {
  for (const method of ['GET', 'POST'] as const)
    app.route({
      method,
      url: '/v1/oauth/authorize',
      config: { public: true, cors: false },
      schema: {
        operationId: method === 'GET' ? 'authorize' : 'postAuthorization',
        summary: 'Ask a person for authorization',
        description:
          'Opened in a browser. PKCE with S256 is required, unless an operator waived it; the answer carries iss (RFC 9207).',
        tags: ['oauth'],
        querystring: AuthorizationParameters,
        ...(method === 'POST' ? { consumes: [FORM], body: AuthorizationParameters.default({}) } : {}),
        response: AUTHORIZATION_ANSWERS,
      },
      handler: async (request, reply) => {
        const parameters = together(request.query, (request.body ?? {}) as Given);
        keepLanguage(reply, parameters['ui_locales']);
        const begun = unthrottled(
          await oauth.beginAuthorization({
            parameters,
            issuer,
            browserSecret: browserSecret(request, reply),
            ip: addressOf(request),
            ...(await namedSubject(keys, issuer, parameters)),
          }),
        );
        if (begun.status === 'error') {
          const { redirect_uri, state, error, error_description } = begun;
          return redirectToClient(reply, redirect_uri, { error, error_description, state, iss: issuer });
        }
        if (begun.status !== 'ok') {
          // Nothing may be told to the client.
          const message: MessagePage = {
            heading: ['request_refused.heading'],
            sentences: [[`request_refused.${begun.status}`]],
            alarming: true,
          };
          return pages.message(reply, message, { status: 400 });
        }
        // A navigation of our own: only then does the browser bring the refresh cookie along, which is SameSite=Strict.
        return pages.show(reply, 'moving-on', { url: `/sign-in?request=${begun.request_id}` });
      },
    });
};

type Given = Record<string, string | string[] | undefined>;

/** Parameters of query and body; one that is in both came twice (RFC 6749 section 3.1). */
function together(query: Given, body: Given): Parameters {
  const given = (all: Given) =>
    Object.entries(all).filter((pair): pair is [string, string | string[]] => pair[1] !== undefined);
  const merged = given(body).map(([name, value]) => [name, [query[name] ?? [], value].flat()] as const);
  return Object.fromEntries([
    ...given(query),
    ...merged.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values] as const),
  ]);
}
