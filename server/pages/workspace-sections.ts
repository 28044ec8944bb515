import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DatabaseClock } from '../database/database-clock.ts';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse, text } from '../http/schemas.ts';
import { type FormFaults, PAGE } from './forms.ts';
import type { Pages } from './render.ts';
import type { WorkspaceAccess } from './workspace-access.ts';
import { Done, noticeOf, type Place } from './workspace-actions.ts';
import { sectionViews } from './workspace-section-views.ts';
import type { Home, WorkspaceViews } from './workspace-views.ts';

const cursor = z.uuid().optional().catch(undefined);
const Asked = z.object({ done: Done });
const SectionQuery = z.object({
  after: cursor,
  after_other: cursor,
  after_app: text.pipe(z.string().max(64)).optional().catch(undefined),
  before_at: z.iso.datetime({ offset: true }).optional().catch(undefined),
  before_id: cursor,
  kind: z
    .string()
    .regex(/^[a-z_]{1,60}$/)
    .optional()
    .catch(undefined),
});
const FirstQuery = z.object({
  members_after: cursor,
  invitations_after: cursor,
  search: text.pipe(z.string().max(200)).optional().catch(undefined),
});
const Id = z.object({ id: z.uuid() });

const TEMPLATES: Readonly<Record<Place, string>> = {
  '': 'workspace',
  'members/:id': 'workspace-member',
  roles: 'workspace-roles',
  'roles/:id': 'workspace-role',
  services: 'workspace-services',
  'services/:id': 'workspace-service',
  webhooks: 'workspace-webhooks',
  'webhooks/:id': 'workspace-webhook',
  tokens: 'workspace-tokens',
  applications: 'workspace-applications',
  events: 'workspace-events',
};

/**
 * Shows a page of a workspace.
 *
 * @param request - for the page, or with a form of it.
 * @param reply - not yet sent.
 * @param entry - who looks, at which workspace.
 * @param place - which page.
 * @param id - of what it is about, where it is about one thing.
 * @param wrong - with the form that was sent.
 */
export type ShowPlace = (
  request: FastifyRequest,
  reply: FastifyReply,
  entry: ClaimsEntry,
  place: Place,
  id?: string,
  wrong?: FormFaults,
) => Promise<FastifyReply>;

/**
 * The address of a page of a workspace.
 *
 * @param workspace - its short name.
 * @param place - which page.
 * @param id - of what it is about.
 */
export function addressOf(workspace: string, place: Place, id = ''): string {
  return ['/workspaces', workspace, ...place.replace(':id', id).split('/').filter(Boolean)].join('/');
}

/**
 * Shows the pages of workspaces.
 *
 * @param options - gateway: the clients' door; views: of the first page; pages: templates; clock: tells what has expired.
 */
export function showPlaces({
  gateway,
  views,
  pages,
  clock,
}: {
  gateway: Gateway;
  views: WorkspaceViews;
  pages: Pages;
  clock: DatabaseClock;
}): ShowPlace {
  const sections = sectionViews(gateway, views);

  async function firstPage(entry: ClaimsEntry, home: Home, query: unknown) {
    const asked = FirstQuery.parse(query);
    return { ...(await views.parts(entry, home, asked)), search: asked.search };
  }

  return async (request, reply, entry, place, id = '', wrong) => {
    const home = await views.home(entry);
    // A former short name goes on for a while: RFC 9110 section 15.4.9.
    if (request.method === 'GET' && entry.wanted !== home.workspace.slug)
      return reply.redirect(addressOf(home.workspace.slug, place, id), 308);
    const { done } = Asked.parse(request.query);
    const parts =
      place === ''
        ? await firstPage(entry, home, request.query)
        : await sections[place](entry, home, SectionQuery.parse(request.query), id);
    const typed = wrong ? { typed: request.body } : {};
    const shown = { ...home, ...parts, ...typed, ...wrong, notice: noticeOf(done), place, now: clock.now() };
    return pages.show(reply, TEMPLATES[place], shown, wrong);
  };
}

/** The pages that the first page of a workspace leads to. */
export const workspaceSectionPages: Routes<{ access: WorkspaceAccess; show: ShowPlace }> = async (
  app,
  { access, show },
) => {
  for (const place of Object.keys(TEMPLATES) as Place[]) {
    app.get(addressOf(':workspace', place, ':id'), PAGE, async (request, reply) => {
      const entry = await access.here(request);
      if (!entry) return reply.redirect('/sign-in', 303);
      const id = place.endsWith(':id') ? parse(Id, request.params).id : undefined;
      return show(request, reply, entry, place, id);
    });
  }
};
