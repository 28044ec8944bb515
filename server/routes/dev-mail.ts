import path from 'node:path';
import { Eta } from 'eta';
import type { Routes } from '../http/route-contract.ts';
import type { Outbox } from '../mail/outbox.ts';

const eta = new Eta({ views: path.join(import.meta.dirname, '../mail/templates'), cache: true, autoEscape: true });

/** What would have been mailed, for developers: JSON, or a page for browsers. Never in production. */
export const devMailRoutes: Routes<{ outbox: Outbox }> = async (app, { outbox }) => {
  app.get('/dev/mail', { config: { public: true, loopback: true }, schema: { hide: true } }, async (request, reply) => {
    const mail = outbox.list();
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff').header('vary', 'accept');
    if (!request.headers.accept?.includes('text/html')) return reply.send({ mail });
    return reply
      .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
      .header('referrer-policy', 'no-referrer')
      .type('text/html; charset=utf-8')
      .send(eta.render('./outbox.html.eta', { mail }));
  });
};
