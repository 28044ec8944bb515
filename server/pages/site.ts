import type { FastifyInstance } from 'fastify';
import type { EmailCodes } from '../credentials/email-codes.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import type { PasswordRules } from '../credentials/password-rules.ts';
import type { SecondFactors } from '../credentials/second-factors.ts';
import type { Webhooks } from '../credentials/webhooks.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { readForms } from '../http/form-bodies.ts';
import type { HumanGate } from '../http/human-check.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import { accountPages } from './account.ts';
import { accountSettingsPages } from './account-settings.ts';
import { addressLinkPages } from './address-links.ts';
import { deletedAccountPages } from './deleted-account.ts';
import { factorRecoveryPages } from './factor-recovery.ts';
import { factorPages } from './factors.ts';
import { PAGE } from './forms.ts';
import { invitationPages } from './invitation.ts';
import { mailedCodePages } from './mailed-code.ts';
import { PASSKEY_SCRIPT } from './passkey-script.ts';
import { passkeyPages } from './passkeys.ts';
import { answerWithPages } from './problem-pages.ts';
import { providerPages } from './providers.ts';
import { registerAndResetPages } from './register-and-reset.ts';
import type { Pages } from './render.ts';
import { openReturns } from './return-to.ts';
import { secondFactorPages } from './second-factor.ts';
import { signInPages } from './sign-in.ts';
import { signOutPages } from './sign-out.ts';
import { stepUpPages } from './step-up.ts';
import { workspaceLinkPages } from './workspace-links.ts';
import { workspacePages } from './workspaces.ts';

/** What the hosted pages are made of. */
export interface SiteOptions {
  issuer: Issuer;
  gateway: Gateway;
  providers: ProviderRegistry;
  factors: SecondFactors;
  passkeys: Passkeys;
  passwords: PasswordRules;
  humans: HumanGate;
  emailCodes: EmailCodes;
  webhooks: Webhooks;
  pages: Pages;
  publicUrl: string;
  /** Of applications that people are sent back to, besides ours. */
  allowedOrigins: readonly string[];
}

/** The hosted pages: server-rendered, without a script but where a passkey needs one. */
export async function site(app: FastifyInstance, given: SiteOptions): Promise<void> {
  const { pages, publicUrl, allowedOrigins } = given;
  const options = { ...given, returns: openReturns(pages, [new URL(publicUrl).origin, ...allowedOrigins]) };
  await readForms(app);
  answerWithPages(app, options.pages);
  app.get('/pages/style.css', { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('text/css; charset=utf-8')
      .send(options.pages.stylesheet),
  );
  app.get('/pages/passkeys.js', { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('text/javascript; charset=utf-8')
      .send(PASSKEY_SCRIPT),
  );
  await app.register(signInPages, options);
  await app.register(providerPages, options);
  await app.register(secondFactorPages, options);
  await app.register(mailedCodePages, options);
  await app.register(factorRecoveryPages, options);
  await app.register(stepUpPages, options);
  await app.register(accountPages, options);
  await app.register(accountSettingsPages, options);
  await app.register(workspacePages, options);
  await app.register(workspaceLinkPages, options);
  await app.register(factorPages, options);
  await app.register(passkeyPages, options);
  await app.register(registerAndResetPages, options);
  await app.register(addressLinkPages, options);
  await app.register(deletedAccountPages, options);
  await app.register(invitationPages, options);
  await app.register(signOutPages, options);
  // The address of a form's answer stays in the address bar, and may be opened anew.
  app.get('/consent', PAGE, async (_request, reply) => reply.redirect('/account', 303));
}
