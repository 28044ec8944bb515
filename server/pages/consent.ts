import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Issuer } from '../database/issuer.ts';
import type { AuthorizationAnswer, AuthorizationDetails } from '../database/oauth-functions.ts';
import { forgetBrowserSecret, knownBrowserSecret } from '../http/begun-request-cookie.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { answerClient, destinationOf, targetsOf } from './client-answer.ts';
import { FORM } from './forms.ts';
import type { Pages } from './render.ts';

const Decision = z.object({
  request: z.uuid(),
  decision: z.enum(['allow', 'deny']),
  workspace: z.uuid().optional(),
});

/** What is known of the answer to an authorization request: nothing yet, or what the person chose. */
type Step = Omit<AuthorizationAnswer, 'browserSecret' | 'refreshToken'>;

/** Shows the sign-in page on the way to an application. */
type AskToSignIn = (reply: FastifyReply, data: object, options: object, formTargets: readonly string[]) => unknown;

/** Takes authorization requests from one page to the next. */
export type AuthorizationSteps = ReturnType<typeof authorizationSteps>;

/**
 * The steps between an authorization request and its answer: sign in, consent, back to the application.
 *
 * @param site - what pages are made of.
 * @param askToSignIn - shows the sign-in page.
 */
export function authorizationSteps(
  { issuer, pages, publicUrl }: { issuer: Issuer; pages: Pages; publicUrl: string },
  askToSignIn: AskToSignIn,
) {
  return { step, waiting };

  async function answer(request: FastifyRequest, given: Step) {
    const browserSecret = knownBrowserSecret(request, given.requestId);
    if (!browserSecret) return { status: 'expired' } as const;
    return issuer.oauth.answerAuthorization({ ...given, browserSecret, refreshToken: refreshTokenOf(request) });
  }

  /** The client of a request that waits for a sign-in, and where its answer may go; undefined: there is none. */
  async function waiting(request: FastifyRequest, requestId: string) {
    const next = await answer(request, { requestId });
    return next.status === 'sign_in'
      ? { client: next.details.client, targets: targetsOf(next.redirect_uri) }
      : undefined;
  }

  async function step(request: FastifyRequest, reply: FastifyReply, given: Step) {
    const next = await answer(request, given);
    switch (next.status) {
      case 'ok':
      case 'error': {
        forgetBrowserSecret(request, reply, given.requestId);
        const said = next.status === 'ok' ? { code: next.code } : { error: next.error };
        return answerClient(reply, pages, next, { ...said, state: next.state, iss: publicUrl });
      }
      case 'sign_in': {
        const { client, login_hint } = next.details;
        const told = { client, email: login_hint ?? undefined, request: given.requestId };
        return askToSignIn(reply, told, {}, targetsOf(next.redirect_uri));
      }
      case 'step_up':
        return reply.redirect(`/step-up?request=${given.requestId}`, 303);
      case 'consent':
        return consentPage(reply, given, next.details);
      default:
        return pages.message(
          reply,
          { heading: ['request_ended.heading'], sentences: [['request_ended.text']], alarming: true },
          { status: 400 },
        );
    }
  }

  function consentPage(
    reply: FastifyReply,
    { requestId, approved, workspacesAfter }: Step,
    details: AuthorizationDetails,
  ) {
    const data = {
      ...details,
      request: requestId,
      isFirstPage: workspacesAfter === undefined,
      destination: destinationOf(details.redirect_uri),
      alert: approved ? [['consent.choose_workspace']] : undefined,
    };
    const picture = details.logo ?? undefined;
    return pages.show(reply, 'consent', data, { formTargets: targetsOf(details.redirect_uri), picture });
  }
}

/** What the consent page sends. */
export const consentForm: Routes<{ authorization: AuthorizationSteps }> = async (app, { authorization }) => {
  app.post('/consent', FORM, async (request, reply) => {
    const { request: requestId, decision, workspace } = parse(Decision, request.body);
    return authorization.step(request, reply, {
      requestId,
      approved: decision === 'allow',
      ...(workspace === undefined ? {} : { workspaceId: workspace }),
    });
  });
};
