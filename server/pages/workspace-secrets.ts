import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Webhooks } from '../credentials/webhooks.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { FORM, submit } from './forms.ts';
import type { Pages } from './render.ts';
import { type WorkspaceAccess, workspaceIn } from './workspace-access.ts';
import { Forms, OF_WORKSPACES } from './workspace-forms.ts';
import { addressOf, type ShowPlace } from './workspace-sections.ts';

const Id = z.object({ id: z.uuid() });

/** Forms that make a token or a key, which the page after them shows once. */
export const workspaceSecretPages: Routes<{
  issuer: Issuer;
  webhooks: Webhooks;
  gateway: Gateway;
  pages: Pages;
  access: WorkspaceAccess;
  show: ShowPlace;
}> = async (app, { issuer, webhooks, pages, access, show }) => {
  /** A moment so many seconds from now, by the clock of the database. */
  const inSeconds = (seconds: number) => new Date(issuer.clock.now() + seconds * 1000).toISOString();

  app.post('/workspaces/:workspace/tokens', FORM, async (request, reply) => {
    const entry = await access.here(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    let secret = '';
    const wrong = await submit(
      Forms.newToken,
      request.body,
      async ({ label, days, scopes, networks }) => {
        const made = {
          name: label,
          expiresAt: inSeconds(days),
          scope: scopes.join(' '),
          networks: networks ?? undefined,
        };
        secret = (await issuer.createToken(entry, made)).token;
      },
      OF_WORKSPACES,
    );
    if (wrong) return show(request, reply, entry, 'tokens', undefined, wrong);
    return secretPage(reply, 'token', secret, addressOf(workspaceIn(request), 'tokens'));
  });

  app.post('/workspaces/:workspace/services/:id/keys', FORM, async (request, reply) => {
    const entry = await access.here(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { id } = parse(Id, request.params);
    let secret = '';
    const wrong = await submit(
      Forms.newKey,
      request.body,
      async ({ days, networks }) => {
        const made = { expiresAt: inSeconds(days), networks: networks ?? undefined, publicKey: undefined };
        secret = (await issuer.createServiceKey(entry, id, made)).token ?? '';
      },
      OF_WORKSPACES,
    );
    if (wrong) return show(request, reply, entry, 'services/:id', id, wrong);
    return secretPage(reply, 'key', secret, addressOf(workspaceIn(request), 'services/:id', id));
  });

  app.post('/workspaces/:workspace/webhooks', FORM, async (request, reply) => {
    const entry = await access.here(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    let made = { id: '', secret: '' };
    const wrong = await submit(
      Forms.newWebhook,
      request.body,
      async ({ url, kinds }) => {
        made = await webhooks.create(entry, { url, kinds: kinds ?? undefined });
      },
      OF_WORKSPACES,
    );
    if (wrong) return show(request, reply, entry, 'webhooks', undefined, wrong);
    return secretPage(reply, 'webhook', made.secret, addressOf(workspaceIn(request), 'webhooks/:id', made.id));
  });

  app.post('/workspaces/:workspace/webhooks/:id/secret', FORM, async (request, reply) => {
    const entry = await access.here(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { id } = parse(Id, request.params);
    let secret = '';
    const wrong = await submit(
      Forms.nothing,
      request.body,
      async () => {
        secret = (await webhooks.rotate(entry, id)).secret;
      },
      OF_WORKSPACES,
    );
    if (wrong) return show(request, reply, entry, 'webhooks/:id', id, wrong);
    return secretPage(reply, 'webhook', secret, addressOf(workspaceIn(request), 'webhooks/:id', id));
  });

  const secretPage = (reply: FastifyReply, kind: 'token' | 'key' | 'webhook', secret: string, back: string) =>
    pages.show(reply, 'new-secret', { kind, secret, back });
};
