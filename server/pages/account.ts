import { z } from 'zod';
import { changePassword, PasswordChange } from '../credentials/account-actions.ts';
import type { PasswordRules } from '../credentials/password-rules.ts';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import type { Routes } from '../http/route-contract.ts';
import { pageOf, parse, passwordOf, text, workspaceName } from '../http/schemas.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import { browserSession } from './browser-session.ts';
import { deviceName } from './device-name.ts';
import { FORM, PAGE, submit } from './forms.ts';
import { accountOf } from './own-account.ts';
import type { MessagePage, Pages } from './render.ts';

/** What the account page says of what was just done. */
const NOTICES = [
  'session',
  'sessions',
  'app',
  'token',
  'identity',
  'password',
  'linked',
  'name',
  'verification',
  'factor',
  'factor_removed',
  'passkey',
  'passkey_named',
  'passkey_lifted',
  'recovery_ended',
] as const;

const cursor = z.uuid().optional().catch(undefined);
const textCursor = text.pipe(z.string().max(400)).optional().catch(undefined);
const Query = z.object({
  done: z.enum(NOTICES).optional(),
  sessions_after: cursor,
  tokens_after: cursor,
  apps_after: textCursor,
  /** A provider, a space, and a subject. */
  identities_after: textCursor,
});
/** How many of each list the page shows at a time. */
const PAGE_SIZE = 50;

const Identity = z.object({ provider: z.string().max(40), subject: text.pipe(z.string().max(320)) });

/** What the buttons of the account page do: the form they send, the function they call, and what is said afterwards. */
const ACTIONS = [
  {
    url: '/account/sessions/end',
    form: z.object({ id: z.uuid() }),
    text: 'select rowseal.end_session($1) as done',
    done: 'session',
  },
  {
    url: '/account/sessions/end-others',
    form: z.object({}),
    text: 'select rowseal.end_other_sessions() as done',
    done: 'sessions',
  },
  {
    url: '/account/apps/disconnect',
    form: z.object({ client_id: z.string().max(64) }),
    text: 'select rowseal.disconnect_app($1) as done',
    done: 'app',
  },
  {
    url: '/account/tokens/revoke',
    form: z.object({ id: z.uuid(), workspace: workspaceName }),
    text: 'select rowseal.revoke_token($1) as done',
    done: 'token',
  },
  {
    url: '/account/recovery/end',
    form: z.object({}),
    text: 'select rowseal.end_factor_recovery() as done',
    done: 'recovery_ended',
  },
] as const satisfies { done: (typeof NOTICES)[number]; [member: string]: unknown }[];

/** The account page: what has access to an account, and the buttons to revoke it. */
export const accountPages: Routes<{
  issuer: Issuer;
  gateway: Gateway;
  providers: ProviderRegistry;
  passwords: PasswordRules;
  pages: Pages;
}> = async (app, { issuer, gateway, providers, passwords, pages }) => {
  const signedIn = browserSession(issuer);

  app.get('/account', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { data } = Query.safeParse(request.query);
    const [sessions, tokens, apps, identities, user, pending, { proving }] = await Promise.all([
      page(
        entry,
        'select to_jsonb(session) as shown from rowseal.list_sessions($1, $2) as session',
        data?.sessions_after,
      ),
      page(entry, 'select to_jsonb(token) as shown from rowseal.list_all_tokens($1, $2) as token', data?.tokens_after),
      appsPage(entry, data?.apps_after),
      identitiesPage(entry, data?.identities_after),
      accountOf(gateway, entry),
      gateway.one<{ address: string | null }>(
        { ...entry },
        { text: 'select address from rowseal.pending_address()', values: [] },
      ),
      gateway.one<{ proving: object }>({ ...entry }, { text: 'select rowseal.list_factors() as proving', values: [] }),
    ]);
    const shown = {
      user,
      pending: pending.address,
      sessions: sessions.items,
      hasOtherSessions: sessions.items.length > 1 || sessions.next !== null || data?.sessions_after !== undefined,
      moreSessions: sessions.next,
      apps: apps.shown,
      moreApps: apps.next,
      identities: identities.shown,
      moreIdentities: identities.next,
      isFirstOfIdentities: data?.identities_after === undefined,
      providers: await providers.redirects(),
      proving,
      tokens: tokens.items,
      moreTokens: tokens.next,
      deviceName,
      notice: data?.done && `notice.${data.done}`,
    };
    return pages.show(reply, 'account', shown);
  });

  for (const { url, form, text: statement, done } of ACTIONS) {
    app.post(url, FORM, async (request, reply) => {
      const entry = await signedIn(request);
      if (!entry) return reply.redirect('/sign-in', 303);
      const { workspace, ...values } = parse<Record<string, string>>(form, request.body ?? {});
      await gateway.query({ ...entry, wanted: workspace }, { text: statement, values: Object.values(values) });
      return reply.redirect(`/account?done=${done}`, 303);
    });
  }

  app.get('/account/password', PAGE, async (request, reply) =>
    (await signedIn(request))
      ? pages.show(reply, 'change-password', { least: await passwords.leastLength() })
      : reply.redirect('/sign-in', 303),
  );

  app.post('/account/password', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const least = await passwords.leastLength();
    const wrong = await submit(PasswordChange.extend({ password: passwordOf(least) }), request.body, (fields) =>
      changePassword(gateway, passwords, { ...entry }, fields),
    );
    return wrong
      ? pages.show(reply, 'change-password', { least, ...wrong }, wrong)
      : reply.redirect('/account?done=password', 303);
  });

  app.post('/account/identities/unlink', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { provider, subject } = parse(Identity, request.body);
    const query = { text: 'select rowseal.unlink_identity($1, $2) as status', values: [provider, subject] };
    const { status } = await gateway.one<{ status: string }>({ ...entry }, query);
    if (status !== 'last_way_in') return reply.redirect('/account?done=identity', 303);
    const message: MessagePage = {
      heading: ['last_identity.heading'],
      sentences: [['last_identity.text']],
      alarming: true,
      link: { url: '/account', text: 'page.back_to_account' },
    };
    return pages.message(reply, message, { status: 409 });
  });

  async function rows<T>(entry: ClaimsEntry, text: string, values: unknown[]) {
    const found = await gateway.many<{ shown: T }>({ ...entry }, { text, values });
    return found.map(({ shown }) => shown);
  }

  /** A page of a list, and where the next one begins. */
  async function page(entry: ClaimsEntry, text: string, after: string | undefined) {
    return pageOf(await rows<{ id: string }>(entry, text, [after ?? null, PAGE_SIZE + 1]), PAGE_SIZE);
  }

  /** Connected applications, each in as many rows as it has kinds of grants. */
  async function appsPage(entry: ClaimsEntry, after: string | undefined) {
    const statement = 'select to_jsonb(app) as shown from rowseal.list_connected_apps($1, $2) as app';
    const found = await rows<{ client_id: string }>(entry, statement, [after ?? null, PAGE_SIZE + 1]);
    const clients = [...new Set(found.map(({ client_id }) => client_id))];
    const kept = new Set(clients.slice(0, PAGE_SIZE));
    return {
      shown: found.filter(({ client_id }) => kept.has(client_id)),
      next: clients.length > PAGE_SIZE ? clients[PAGE_SIZE - 1] : null,
    };
  }

  async function identitiesPage(entry: ClaimsEntry, after = '') {
    const [, provider = null, subject = null] = /^(\S+) (.+)$/s.exec(after) ?? [];
    const statement = 'select to_jsonb(identity) as shown from rowseal.list_identities($1, $2, $3) as identity';
    const found = await rows<{ provider: string; subject: string }>(entry, statement, [
      provider,
      subject,
      PAGE_SIZE + 1,
    ]);
    const shown = found.slice(0, PAGE_SIZE);
    const last = shown.at(-1);
    return { shown, next: found.length > PAGE_SIZE ? `${last?.provider} ${last?.subject}` : null };
  }
};
