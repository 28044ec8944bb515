import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Webhooks } from '../credentials/webhooks.ts';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { FORM, type FormFaults, PAGE, submit } from './forms.ts';
import type { Pages } from './render.ts';
import { workspaceAccess, workspaceIn } from './workspace-access.ts';
import { Done, noticeOf, WORKSPACE_ACTIONS, type WorkspaceAction } from './workspace-actions.ts';
import { Forms, OF_WORKSPACES } from './workspace-forms.ts';
import { workspaceSecretPages } from './workspace-secrets.ts';
import { addressOf, showPlaces, workspaceSectionPages } from './workspace-sections.ts';
import { workspaceViews } from './workspace-views.ts';

const Query = z.object({ done: Done, after: z.uuid().optional().catch(undefined) });
const Named = z.object({ id: z.uuid() });

/** The pages of workspaces: a list, and for each what the caller may see and change in it. */
export const workspacePages: Routes<{
  issuer: Issuer;
  webhooks: Webhooks;
  gateway: Gateway;
  pages: Pages;
}> = async (app, options) => {
  const { gateway, pages } = options;
  const access = workspaceAccess(options);
  const { signedIn, here, call } = access;
  const views = workspaceViews(gateway);
  const show = showPlaces({ gateway, views, pages, clock: options.issuer.clock });
  await app.register(workspaceSectionPages, { access, show });
  await app.register(workspaceSecretPages, { ...options, access, show });

  app.get('/workspaces', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    return entry ? showList(request, reply, entry) : reply.redirect('/sign-in', 303);
  });

  app.post('/workspaces', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const wrong = await submit(
      Forms.workspace,
      request.body,
      async ({ name, slug }) => {
        const statement = `select status, ceil(extract(epoch from retry_after))::int as retry_after from rowseal.create_workspace($1, $2)`;
        await call(entry, statement, [slug, name]);
      },
      OF_WORKSPACES,
    );
    if (wrong) return showList(request, reply, entry, wrong);
    return reply.redirect(`/workspaces/${parse(Forms.workspace, request.body).slug}?done=created`, 303);
  });

  app.post('/workspaces/restore', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { id } = parse(Forms.one, request.body);
    await gateway.query({ ...entry }, { text: 'select rowseal.restore_workspace($1)', values: [id] });
    return reply.redirect('/workspaces?done=restored', 303);
  });

  app.get('/workspaces/:workspace/delete', PAGE, async (request, reply) => {
    const entry = await here(request);
    return entry ? pages.show(reply, 'delete-workspace', await views.home(entry)) : reply.redirect('/sign-in', 303);
  });

  for (const action of WORKSPACE_ACTIONS) {
    const { path, form, text: statement, values = Object.values, on } = action;
    app.post(`/workspaces/:workspace/${path}`, FORM, async (request, reply) => {
      const entry = await here(request);
      if (!entry) return reply.redirect('/sign-in', 303);
      const id = Named.safeParse(request.body).data?.id;
      const wrong = await submit(form, request.body, (fields) => call(entry, statement, values(fields)), OF_WORKSPACES);
      if (wrong) return show(request, reply, entry, on, id, wrong);
      return reply.redirect(`${nextPage(request, action, id)}?done=${action.done}`, 303);
    });
  }

  /** Where a form leads: the short name may have changed with it. */
  function nextPage(request: FastifyRequest, { path, on, to = on }: WorkspaceAction, id: string | undefined): string {
    if (to === 'list') return '/workspaces';
    const slug = path === 'settings' ? Forms.workspace.safeParse(request.body).data?.slug : undefined;
    return addressOf(slug ?? workspaceIn(request), to, id);
  }

  async function showList(request: FastifyRequest, reply: FastifyReply, entry: ClaimsEntry, wrong?: FormFaults) {
    const query = Query.parse(request.query);
    const list = await views.list(entry, query.after);
    const typed = wrong ? { typed: request.body } : {};
    return pages.show(reply, 'workspaces', { ...list, ...typed, ...wrong, notice: noticeOf(query.done) }, wrong);
  }
};
