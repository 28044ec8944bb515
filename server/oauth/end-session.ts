import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { KeyStore } from '../credentials/key-store.ts';
import type { OAuthFunctions } from '../database/oauth-functions.ts';
import { keepBrowserSecret, newBrowserSecret } from '../http/begun-request-cookie.ts';
import { callerOf } from '../http/client-address.ts';
import { keepLanguage } from '../http/language.ts';
import { unthrottled } from '../http/problem.ts';
import { PAGES_OF_TROUBLE, page } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';
import { Repeatable } from '../http/schemas.ts';
import type { MessagePage, Pages } from '../pages/render.ts';
import { readIdTokenHint } from './named-subject.ts';
import { FORM, type Given, together } from './schemas.ts';

const NAMES = ['id_token_hint', 'logout_hint', 'client_id', 'post_logout_redirect_uri', 'state', 'ui_locales'] as const;

const LogoutParameters = z
  .object(Object.fromEntries(NAMES.map((name) => [name, Repeatable.optional()])))
  .catchall(Repeatable);

const ANSWERS = {
  200: page('A page that moves on to where the person signs out'),
  400: page('The ID token is none of ours, or the address is not registered for the client: nobody is sent anywhere'),
  413: page('The form is too large'),
  415: page('The body is no form'),
  ...PAGES_OF_TROUBLE,
};

/** /v1/oauth/end_session (OpenID Connect RP-Initiated Logout 1.0): applications send people here to sign out. */
export const endSession: Routes<{
  oauth: OAuthFunctions;
  keys: KeyStore;
  pages: Pages;
  issuer: string;
}> = async (app, { oauth, keys, pages, issuer }) => {
  async function begin(request: FastifyRequest, reply: FastifyReply) {
    const parameters = together(request.query as Given, (request.body ?? {}) as Given);
    keepLanguage(reply, parameters['ui_locales']);
    const browserSecret = newBrowserSecret();
    const { id_token_hint } = parameters;
    const begun = unthrottled(
      await oauth.beginLogout({
        parameters,
        browserSecret,
        ...callerOf(request),
        hint:
          typeof id_token_hint === 'string' && id_token_hint !== ''
            ? await readIdTokenHint(keys, issuer, id_token_hint)
            : undefined,
      }),
    );
    if (begun.status !== 'ok') {
      const message: MessagePage = {
        heading: ['logout_refused.heading'],
        sentences: [[`logout_refused.${begun.status}`], ['logout_refused.still_signed_in']],
        alarming: true,
        link: { url: '/sign-out', text: 'account.sign_out' },
      };
      return pages.message(reply, message, { status: 400 });
    }
    keepBrowserSecret(request, reply, begun.request_id, browserSecret);
    // A navigation of our own: only then does the browser bring the refresh cookie along, which is SameSite=Strict.
    return pages.show(reply, 'moving-on', { url: `/sign-out?request=${begun.request_id}` });
  }

  for (const method of ['GET', 'POST'] as const)
    app.route({
      method,
      url: '/v1/oauth/end_session',
      config: { public: true, cors: false },
      schema: {
        operationId: method === 'GET' ? 'requestLogout' : 'postLogout',
        summary: 'Have a person sign out',
        description:
          'Opened in a browser. The person is asked, unless `id_token_hint` is an ID token of the session that they are signed in with; it may have expired. ' +
          'They come back to `post_logout_redirect_uri`, with `state`, if it is registered for the client that `id_token_hint` or `client_id` names.',
        tags: ['oauth'],
        querystring: LogoutParameters,
        ...(method === 'POST' ? { consumes: [FORM], body: LogoutParameters.default({}) } : {}),
        response: ANSWERS,
      },
      handler: begin,
    });
};
