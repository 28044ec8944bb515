import type { AccessTokens } from '../credentials/access-tokens.ts';
import type { EmailCodes } from '../credentials/email-codes.ts';
import type { KeyStore } from '../credentials/key-store.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import type { PasswordRules } from '../credentials/password-rules.ts';
import type { SecondFactors } from '../credentials/second-factors.ts';
import type { Webhooks } from '../credentials/webhooks.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import type { Readiness } from '../database/readiness.ts';
import type { HumanGate } from '../http/human-check.ts';
import type { Routes } from '../http/route-contract.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import type { Outbox } from '../mail/outbox.ts';
import { accountRoutes } from './account.ts';
import { authRoutes } from './auth.ts';
import { devMailRoutes } from './dev-mail.ts';
import { docsRoutes } from './docs.ts';
import { emailCodeRoutes } from './email-codes.ts';
import { emailTokenRoutes } from './email-tokens.ts';
import { factorRecoveryRoutes } from './factor-recovery.ts';
import { factorRoutes } from './factors.ts';
import { invitationLinkRoutes } from './invitation-links.ts';
import { invitationRoutes } from './invitations.ts';
import { meRoutes } from './me.ts';
import { memberRoutes } from './members.ts';
import { operationsRoutes } from './operations.ts';
import { passkeyRoutes } from './passkeys.ts';
import { passwordRoutes } from './password.ts';
import { providerRoutes } from './providers.ts';
import { registrationRoutes } from './registration.ts';
import { serviceRoutes } from './services.ts';
import { sessionRoutes } from './sessions.ts';
import { stepUpRoutes } from './step-up.ts';
import { tokenRoutes } from './tokens.ts';
import { webhookRoutes } from './webhooks.ts';
import { workspaceAppRoutes } from './workspace-apps.ts';
import { workspacePolicyRoutes } from './workspace-policy.ts';
import { workspaceSettingsRoutes } from './workspace-settings.ts';
import { workspaceTokenRoutes } from './workspace-tokens.ts';
import { workspaceRoutes } from './workspaces.ts';

/** What the routes of the REST API need. */
interface Parts {
  issuer: Issuer;
  gateway: Gateway;
  tokens: AccessTokens;
  keys: KeyStore;
  readiness: Readiness;
  providers: ProviderRegistry;
  factors: SecondFactors;
  passkeys: Passkeys;
  passwords: PasswordRules;
  humans: HumanGate;
  emailCodes: EmailCodes;
  webhooks: Webhooks;
  /** The path that the server is reached under. */
  base: string;
  /** Mail that is kept instead of being sent, in development alone. */
  outbox: Outbox | undefined;
}

/** Everything that the OpenAPI document describes but the authorization server, and what helps to read it. */
export const restApi: Routes<Parts> = async (
  app,
  {
    issuer,
    gateway,
    tokens,
    keys,
    readiness,
    providers,
    factors,
    passkeys,
    passwords,
    humans,
    emailCodes,
    webhooks,
    base,
    outbox,
  },
) => {
  await app.register(registrationRoutes, { issuer, passwords, humans });
  await app.register(providerRoutes, { providers });
  await app.register(authRoutes, { issuer, tokens, providers, factors, passkeys, emailCodes });
  await app.register(stepUpRoutes, { issuer, tokens, factors, emailCodes });
  await app.register(emailCodeRoutes, { issuer, emailCodes, humans });
  await app.register(factorRoutes, { gateway, factors });
  await app.register(factorRecoveryRoutes, { gateway, issuer, humans });
  await app.register(passkeyRoutes, { gateway, passkeys });
  await app.register(passwordRoutes, { gateway, passwords });
  await app.register(emailTokenRoutes, { issuer, passwords, humans });
  await app.register(sessionRoutes, { gateway });
  await app.register(tokenRoutes, { gateway, issuer });
  await app.register(workspaceRoutes, { gateway });
  await app.register(workspaceSettingsRoutes, { gateway });
  await app.register(workspaceAppRoutes, { gateway });
  await app.register(workspaceTokenRoutes, { gateway });
  await app.register(workspacePolicyRoutes, { gateway });
  await app.register(memberRoutes, { gateway });
  await app.register(invitationRoutes, { gateway });
  await app.register(invitationLinkRoutes, { gateway, issuer });
  await app.register(serviceRoutes, { gateway, issuer });
  await app.register(webhookRoutes, { gateway, webhooks });
  if (outbox) await app.register(devMailRoutes, { outbox });
  await app.register(meRoutes, { gateway });
  await app.register(accountRoutes, { gateway, issuer, humans });
  await app.register(docsRoutes, { base });
  await app.register(operationsRoutes, { readiness, keys });
};
