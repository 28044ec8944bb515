import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { acceptInvitation, declineInvitation } from '../credentials/account-actions.ts';
import { acceptInvitationLink, LinkRefused } from '../credentials/invitation-links.ts';
import { isWholeToken } from '../credentials/token-format.ts';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem, type ProblemCode } from '../http/problem.ts';
import type { Routes } from '../http/route-contract.ts';
import { wholeToken } from '../http/schemas.ts';
import type { MessageKey } from '../messages/en.ts';
import { browserSession } from './browser-session.ts';
import { FORM, PAGE, submit } from './forms.ts';
import { accountOf } from './own-account.ts';
import type { MessagePage, Pages } from './render.ts';

/** Keeps an invitation while its owner signs in or registers, so that it need not travel in addresses. */
const NAME = '__Host-Http-rowseal-invitation';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
const KEPT_SECONDS = 3600;

/** An invitation that was mailed to one person, or a link that several people have. */
const Invitation = z.object({ token: z.union([wholeToken('rsi_'), wholeToken('rsj_')]) });

const isLink = (token: string) => isWholeToken('rsj_', token);
const isInvitation = (token: string) => isWholeToken('rsi_', token) || isLink(token);

/** Why a link does not admit who is signed in. */
const REFUSALS: Partial<Record<ProblemCode, MessageKey>> = {
  address_not_allowed: 'link_for_others.domain',
  address_not_verified: 'link_for_others.unverified',
  former_member: 'link_for_others.former',
};

/** The page on which somebody asks for what is done then. */
const ASKED = { accepted: 'accept-invitation', declined: 'decline-invitation' } as const;

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
  return token !== undefined && isInvitation(token) ? token : undefined;
}

/** The pages that accept and decline an invitation, for people who are signed in; others sign in first and come back. */
export const invitationPages: Routes<{ issuer: Issuer; gateway: Gateway; pages: Pages }> = async (
  app,
  { issuer, gateway, pages },
) => {
  const signedIn = browserSession(issuer);

  app.get('/accept-invitation', PAGE, async (request, reply) => {
    const { data } = Invitation.safeParse(request.query);
    // From a mail, a browser does not bring along who is signed in: the button will tell.
    if (data) return pages.show(reply, 'accept-invitation', { ...data, isLink: isLink(data.token) });
    const entry = await signedIn(request);
    const pending = pendingInvitation(request);
    if (!entry || !pending) return expired(reply);
    return pages.show(reply, 'accept-invitation', { user: await accountOf(gateway, entry), isLink: isLink(pending) });
  });

  app.get('/decline-invitation', PAGE, async (request, reply) => {
    const { data } = Invitation.safeParse(request.query);
    return data ? pages.show(reply, 'decline-invitation', data) : expired(reply);
  });

  for (const [path, answer] of [
    ['/accept-invitation', accept],
    ['/decline-invitation', decline],
  ] as const)
    app.post(path, FORM, async (request, reply) => {
      const { data } = Invitation.safeParse(request.body);
      const token = data?.token ?? pendingInvitation(request);
      if (token === undefined) return expired(reply);
      const entry = await signedIn(request);
      if (entry) return answer(reply, entry, token);
      keep(reply, token);
      return reply.redirect('/sign-in', 303);
    });

  app.post('/accept-invitation/later', FORM, async (_request, reply) => {
    reply.clearCookie(NAME, ATTRIBUTES);
    return reply.redirect('/account', 303);
  });

  async function accept(reply: FastifyReply, entry: ClaimsEntry, token: string) {
    const work = isLink(token) ? acceptInvitationLink : acceptInvitation;
    return answered(reply, entry, token, 'accepted', () => work(gateway, { ...entry }, token));
  }

  async function decline(reply: FastifyReply, entry: ClaimsEntry, token: string) {
    // Of a link there is nothing to decline: others keep it.
    if (isLink(token)) return expired(reply);
    return answered(reply, entry, token, 'declined', () => declineInvitation(gateway, { ...entry }, token));
  }

  async function answered(
    reply: FastifyReply,
    entry: ClaimsEntry,
    token: string,
    done: 'accepted' | 'declined',
    work: () => Promise<unknown>,
  ) {
    try {
      const wrong = await submit(Invitation, { token }, work);
      if (wrong?.expired) return expired(reply);
      if (wrong) return pages.show(reply, ASKED[done], { token, isLink: isLink(token), ...wrong }, wrong);
    } catch (error) {
      const code = error instanceof Problem ? error.code : undefined;
      const refusal = code && error instanceof LinkRefused ? REFUSALS[code] : undefined;
      if (refusal) {
        keep(reply, token);
        const { emailDomain } = error as LinkRefused;
        const said = emailDomain === null && code === 'address_not_allowed' ? 'link_for_others.workspace' : refusal;
        const data = { user: await accountOf(gateway, entry), said, domain: emailDomain };
        return pages.show(reply, 'link-for-others', data, { status: 403 });
      }
      if (code === 'invitation_for_another') {
        keep(reply, token);
        return pages.show(reply, 'invitation-for-another', { user: await accountOf(gateway, entry) }, { status: 403 });
      }
      if (code !== 'conflict') throw error;
    }
    reply.clearCookie(NAME, ATTRIBUTES);
    return pages.message(reply, {
      heading: [`invitation_${done}.heading`],
      sentences: [[`invitation_${done}.text`]],
      link: { url: '/account', text: 'page.to_account' },
    });
  }

  function expired(reply: FastifyReply) {
    reply.clearCookie(NAME, ATTRIBUTES);
    return pages.message(reply, EXPIRED, { status: 400 });
  }
};

function keep(reply: FastifyReply, token: string): void {
  reply.setCookie(NAME, token, { ...ATTRIBUTES, maxAge: KEPT_SECONDS });
}
