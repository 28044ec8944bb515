import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { acceptInvitation } from '../credentials/account-actions.ts';
import { isWholeToken } from '../credentials/token-format.ts';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem } from '../http/problem.ts';
import type { Routes } from '../http/route-contract.ts';
import { wholeToken } from '../http/schemas.ts';
import { browserSession } from './browser-session.ts';
import { FORM, PAGE, submit } from './forms.ts';
import type { MessagePage, Pages } from './render.ts';

/** Keeps an invitation while its owner signs in or registers, so that it need not travel in addresses. */
const NAME = '__Host-Http-rowseal-invitation';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
const KEPT_SECONDS = 3600;

const Invitation = z.object({ token: wholeToken('rsi_') });

const EXPIRED: MessagePage = {
  heading: ['invitation_expired.heading'],
  sentences: [['invitation_expired.text']],
  alarming: true,
};

/**
 * The invitation that a browser is on its way to accept; undefined: none.
 *
 * @param request - may bring it along.
 */
export function pendingInvitation(request: FastifyRequest): string | undefined {
  const token = request.cookies[NAME];
  return token !== undefined && isWholeToken('rsi_', token) ? token : undefined;
}

/** The page that accepts an invitation, for people who are signed in; others sign in first and come back. */
export const invitationPages: Routes<{ issuer: Issuer; gateway: Gateway; pages: Pages }> = async (
  app,
  { issuer, gateway, pages },
) => {
  const signedIn = browserSession(issuer);

  app.get('/accept-invitation', PAGE, async (request, reply) => {
    const { data } = Invitation.safeParse(request.query);
    // From a mail, a browser does not bring along who is signed in: the button will tell.
    if (data) return pages.show(reply, 'accept-invitation', data);
    const entry = await signedIn(request);
    if (!entry || !pendingInvitation(request)) return expired(reply);
    return pages.show(reply, 'accept-invitation', { user: await userOf(entry) });
  });

  app.post('/accept-invitation', FORM, async (request, reply) => {
    const { data } = Invitation.safeParse(request.body);
    const token = data?.token ?? pendingInvitation(request);
    if (token === undefined) return expired(reply);
    const entry = await signedIn(request);
    if (!entry) {
      keep(reply, token);
      return reply.redirect('/sign-in', 303);
    }
    return accept(reply, entry, token);
  });

  app.post('/accept-invitation/later', FORM, async (_request, reply) => {
    reply.clearCookie(NAME, ATTRIBUTES);
    return reply.redirect('/account', 303);
  });

  async function accept(reply: FastifyReply, entry: ClaimsEntry, token: string) {
    try {
      const wrong = await submit(Invitation, { token }, async () => {
        await acceptInvitation(gateway, { ...entry }, token);
      });
      if (wrong?.expired) return expired(reply);
      if (wrong) return pages.show(reply, 'accept-invitation', { token, ...wrong }, wrong);
    } catch (error) {
      const code = error instanceof Problem ? error.code : undefined;
      if (code === 'invitation_for_another') {
        keep(reply, token);
        return pages.show(reply, 'invitation-for-another', { user: await userOf(entry) }, { status: 403 });
      }
      if (code !== 'conflict') throw error;
    }
    reply.clearCookie(NAME, ATTRIBUTES);
    return pages.message(reply, {
      heading: ['invitation_accepted.heading'],
      sentences: [['invitation_accepted.text']],
      link: { url: '/account', text: 'page.to_account' },
    });
  }

  async function userOf(entry: ClaimsEntry): Promise<{ email: string }> {
    const statement = { text: 'select rowseal.me(null, 1) as shown', values: [] };
    const { shown } = await gateway.one<{ shown: { user: { email: string } } }>({ ...entry }, statement);
    return shown.user;
  }

  function expired(reply: FastifyReply) {
    reply.clearCookie(NAME, ATTRIBUTES);
    return pages.message(reply, EXPIRED, { status: 400 });
  }
};

function keep(reply: FastifyReply, token: string): void {
  reply.setCookie(NAME, token, { ...ATTRIBUTES, maxAge: KEPT_SECONDS });
}
