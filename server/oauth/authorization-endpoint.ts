import { decodeJwt } from 'jose';
import type { KeyStore } from '../credentials/key-store.ts';
import type { OAuthFunctions, Parameters } from '../database/oauth-functions.ts';
import { keepBrowserSecret, newBrowserSecret } from '../http/begun-request-cookie.ts';
import { callerOf } from '../http/client-address.ts';
import { keepLanguage } from '../http/language.ts';
import { unthrottled } from '../http/problem.ts';
import type { Routes } from '../http/route-contract.ts';
import { answerClient } from '../pages/client-answer.ts';
import type { MessagePage, Pages } from '../pages/render.ts';
import { namedSubject } from './named-subject.ts';
import { AUTHORIZATION_ANSWERS, AuthorizationParameters, FORM, type Given, together } from './schemas.ts';

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
        summary: 'Ask the user for authorization',
        description:
          'Opened in a browser. PKCE with S256 is required, unless an operator waived it; the answer carries iss (RFC 9207).',
        tags: ['oauth'],
        querystring: AuthorizationParameters,
        ...(method === 'POST' ? { consumes: [FORM], body: AuthorizationParameters.default({}) } : {}),
        response: AUTHORIZATION_ANSWERS,
      },
      handler: async (request, reply) => {
        const parameters = withResponseMode(together(request.query, (request.body ?? {}) as Given));
        keepLanguage(reply, parameters['ui_locales']);
        const browserSecret = newBrowserSecret();
        const begun = unthrottled(
          await oauth.beginAuthorization({
            parameters,
            issuer,
            browserSecret,
            ...callerOf(request),
            ...(await namedSubject(keys, issuer, parameters)),
          }),
        );
        if (begun.status === 'error') {
          const { state, error, error_description } = begun;
          return answerClient(reply, pages, begun, { error, error_description, state, iss: issuer });
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
        keepBrowserSecret(request, reply, begun.request_id, browserSecret);
        // A navigation of our own: only then does the browser bring the refresh cookie along, which is SameSite=Strict.
        return pages.show(reply, 'moving-on', { url: `/sign-in?request=${begun.request_id}` });
      },
    });
};

/** Request objects are refused. A client is told so in the way that it has asked for, if that is in there. */
function withResponseMode(parameters: Parameters): Parameters {
  const { request, response_mode } = parameters;
  if (typeof request !== 'string' || response_mode !== undefined) return parameters;
  try {
    return decodeJwt(request)['response_mode'] === 'form_post'
      ? { ...parameters, response_mode: 'form_post' }
      : parameters;
  } catch {
    return parameters;
  }
}
