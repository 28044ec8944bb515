import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Issuer } from '../database/issuer.ts';
import { withQuery } from '../http/authorization-response.ts';
import { forgetBrowserSecret, knownBrowserSecret } from '../http/begun-request-cookie.ts';
import { callerOf } from '../http/client-address.ts';
import { forgetRefreshToken, refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { browserSession } from './browser-session.ts';
import { destinationOf, targetsOf } from './client-answer.ts';
import { FORM, PAGE } from './forms.ts';
import type { MessagePage, Pages } from './render.ts';

const Query = z.object({ request: z.uuid().optional() });
const Decision = Query.extend({ decision: z.enum(['sign_out', 'stay']).default('sign_out') });

/** Signing out: by the account page, or for an application that has sent somebody here. */
export const signOutPages: Routes<{ issuer: Issuer; pages: Pages }> = async (app, { issuer, pages }) => {
  const signedIn = browserSession(issuer);

  app.get('/sign-out', { ...PAGE, config: { ...PAGE.config, changes: true } }, async (request, reply) => {
    const { request: requestId } = parse(Query, request.query);
    if (requestId !== undefined) return step(request, reply, requestId);
    return (await signedIn(request)) ? pages.show(reply, 'sign-out', {}) : signedOut(reply);
  });

  app.post('/sign-out', FORM, async (request, reply) => {
    const { request: requestId, decision } = parse(Decision, request.body ?? {});
    if (requestId !== undefined) return step(request, reply, requestId, decision === 'sign_out');
    if (decision === 'stay') return reply.redirect('/account', 303);
    const token = refreshTokenOf(request);
    if (token !== undefined) await issuer.logOut(token, callerOf(request));
    forgetRefreshToken(reply);
    return signedOut(reply);
  });

  async function step(request: FastifyRequest, reply: FastifyReply, requestId: string, approved?: boolean) {
    const browserSecret = knownBrowserSecret(request, requestId);
    const next = browserSecret
      ? await issuer.oauth.answerLogout({
          requestId,
          browserSecret,
          refreshToken: refreshTokenOf(request),
          ...callerOf(request),
          ...(approved === undefined ? {} : { approved }),
        })
      : ({ status: 'expired' } as const);
    if (next.status === 'expired') {
      const message: MessagePage = {
        heading: ['request_ended.heading'],
        sentences: [['logout_ended.text']],
        alarming: true,
        link: { url: '/sign-out', text: 'account.sign_out' },
      };
      return pages.message(reply, message, { status: 400 });
    }
    const { redirect_uri: address, state, client, address: user } = next;
    if (next.status === 'confirm') {
      const destination = address === null ? undefined : destinationOf(address);
      const formTargets = address === null ? [] : targetsOf(address);
      return pages.show(reply, 'sign-out', { request: requestId, client, user, destination }, { formTargets });
    }
    forgetBrowserSecret(request, reply, requestId);
    if (next.status === 'kept') {
      const message: MessagePage = {
        heading: ['still_signed_in.heading'],
        sentences: [['still_signed_in.text']],
        link: { url: '/account', text: 'page.to_account' },
      };
      return pages.message(reply, message);
    }
    forgetRefreshToken(reply);
    if (address === null) return signedOut(reply);
    const url = withQuery(address, new URLSearchParams(state === null ? {} : { state }));
    if (!next.trusted) return signedOut(reply, url);
    return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(url, 303);
  }

  function signedOut(reply: FastifyReply, back?: string) {
    const elsewhere = back === undefined ? [] : [['signed_out.back_to', { destination: destinationOf(back) }] as const];
    return pages.message(reply, {
      heading: ['signed_out.heading'],
      sentences: [['signed_out.text'], ...elsewhere],
      link:
        back === undefined ? { url: '/sign-in', text: 'signed_out.again' } : { url: back, text: 'signed_out.go_back' },
    });
  }
};
