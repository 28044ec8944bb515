import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { readForms } from '../http/form-bodies.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import { accountPages } from './account.ts';
import { PAGE } from './forms.ts';
import { invitationPages } from './invitation.ts';
import { answerWithPages } from './problem-pages.ts';
import { providerPages } from './providers.ts';
import { registerAndResetPages } from './register-and-reset.ts';
import type { Pages } from './render.ts';
import { signInPages } from './sign-in.ts';
import { signOutPages } from './sign-out.ts';

/** What the hosted pages are made of. */
export interface SiteOptions {
  issuer: Issuer;
  gateway: Gateway;
  providers: ProviderRegistry;
  pages: Pages;
  publicUrl: string;
}

/** The hosted pages: server-rendered, without a script. */
export async function site(app: FastifyInstance, options: SiteOptions): Promise<void> {
  await readForms(app);
  answerWithPages(app, options.pages);
  app.get('/pages/style.css', { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('text/css; charset=utf-8')
      .send(options.pages.stylesheet),
  );
  await app.register(signInPages, options);
  await app.register(providerPages, options);
  await app.register(accountPages, options);
  await app.register(registerAndResetPages, options);
  await app.register(invitationPages, options);
  await app.register(signOutPages, options);
  // The address of a form's answer stays in the address bar, and may be opened anew.
  app.get('/consent', PAGE, async (_request, reply) => reply.redirect('/account', 303));
}
