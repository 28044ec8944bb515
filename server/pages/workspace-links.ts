import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { FORM, type FormFaults, PAGE, submit } from './forms.ts';
import type { Pages } from './render.ts';
import { workspaceAccess } from './workspace-access.ts';
import { Forms, OF_WORKSPACES } from './workspace-forms.ts';
import { workspaceViews } from './workspace-views.ts';

const DAY_MS = 86_400_000;
const Query = z.object({
  done: z.enum(['link_revoked']).optional().catch(undefined),
  links_after: z.uuid().optional().catch(undefined),
});

/** The page of the invitation links of a workspace: made and shown once, listed, revoked. */
export const workspaceLinkPages: Routes<{
  issuer: Issuer;
  gateway: Gateway;
  pages: Pages;
  publicUrl: string;
}> = async (app, { issuer, gateway, pages, publicUrl }) => {
  const access = workspaceAccess({ issuer, gateway });
  const views = workspaceViews(gateway);
  const path = '/workspaces/:workspace/links';

  app.get(path, PAGE, async (request, reply) => {
    const entry = await access.here(request);
    return entry ? show(request, reply, entry) : reply.redirect('/sign-in', 303);
  });

  app.post(path, FORM, async (request, reply) => {
    const entry = await access.here(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    let made = '';
    const wrong = await submit(
      Forms.link,
      request.body,
      async ({ role, max_uses, link_days, email_domain }) => {
        const { token } = await issuer.createInvitationLink(entry, {
          role,
          maxUses: max_uses,
          // A minute less: the longest life is counted from when the database hears of it.
          expiresAt: new Date(issuer.clock.now() + link_days * DAY_MS - 60_000).toISOString(),
          emailDomain: email_domain,
        });
        made = `${publicUrl}/accept-invitation?token=${encodeURIComponent(token)}`;
      },
      OF_WORKSPACES,
    );
    // Shown in this answer alone, and not at an address that could be opened anew.
    return show(request, reply, entry, wrong ?? { made });
  });

  app.post(`${path}/revoke`, FORM, async (request, reply) => {
    const entry = await access.here(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const wrong = await submit(
      Forms.one,
      request.body,
      ({ id }) => gateway.query({ ...entry }, { text: 'select rowseal.revoke_invitation_link($1)', values: [id] }),
      OF_WORKSPACES,
    );
    if (wrong) return show(request, reply, entry, wrong);
    return reply.redirect(`/workspaces/${entry.wanted}/links?done=link_revoked`, 303);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    entry: ClaimsEntry,
    outcome?: FormFaults | { made: string },
  ) {
    const query = parse(Query, request.query);
    const home = await views.home(entry);
    const parts = await views.links(entry, home, query.links_after);
    const wrong = outcome && 'status' in outcome ? outcome : undefined;
    const typed = wrong ? { typed: request.body } : {};
    const notice = query.done && `done.${query.done}`;
    return pages.show(reply, 'workspace-links', { ...home, ...parts, ...typed, ...outcome, notice, place: '' }, wrong);
  }
};
