import { z } from 'zod';
import { ExportRequest, ExportToken, fetchExport, requestExport } from '../credentials/data-export.ts';
import {
  AccountDeletion,
  AddressChange,
  changeAddress,
  changeName,
  deleteAccount,
  deletionBlockers,
  resendVerification,
} from '../credentials/own-account.ts';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { normalAddress } from '../http/email-address.ts';
import type { HumanGate } from '../http/human-check.ts';
import type { Routes } from '../http/route-contract.ts';
import { nameOf } from '../http/schemas.ts';
import { browserSession } from './browser-session.ts';
import { COSTLY_FORM, FORM, PAGE, submit, typed } from './forms.ts';
import { linkExpired } from './mailed-link.ts';
import { accountOf, hasPassword } from './own-account.ts';
import { personFaults } from './person.ts';
import type { Pages } from './render.ts';

/** What is sent by the form of a page, and not by a client. */
const AddressForm = z.object(AddressChange.shape);
const DeletionForm = z.object(AccountDeletion.shape);
const ExportForm = z.object(ExportRequest.shape);
/** A name that is left empty is none. */
const NameForm = z.object({ name: nameOf(200).optional() });

/** What people change of their own account, each on a page of its own. */
export const accountSettingsPages: Routes<{
  issuer: Issuer;
  gateway: Gateway;
  humans: HumanGate;
  pages: Pages;
}> = async (app, { issuer, gateway, humans, pages }) => {
  const signedIn = browserSession(issuer);

  app.get('/account/name', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { name } = await accountOf(gateway, entry);
    return pages.show(reply, 'change-name', { name: name ?? '' });
  });

  app.post('/account/name', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const wrong = await submit(NameForm, request.body, ({ name = null }) =>
      changeName(gateway, { ...entry }, { name }),
    );
    if (wrong) return pages.show(reply, 'change-name', { name: typed(request.body, 'name'), ...wrong }, wrong);
    return reply.redirect('/account?done=name', 303);
  });

  app.post('/account/verification', COSTLY_FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const unsure = await personFaults(humans, request, { purpose: 'verify_email' });
    if (unsure) {
      const shown = { action: '/account/verification', hidden: {}, ...unsure };
      return pages.show(reply, 'person', shown, { ...unsure, widget: humans.widget });
    }
    await resendVerification(gateway, { ...entry });
    return reply.redirect('/account?done=verification', 303);
  });

  app.get('/account/email', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    return pages.show(reply, 'change-email', await addressForm(entry));
  });

  app.post('/account/email', COSTLY_FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const email = typed(request.body, 'email');
    const shown = { email, ...(await addressForm(entry)) };
    const unchanged = normalAddress(email) === shown.user.email;
    const wrong = unchanged
      ? { faults: { email: 'fault.email_unchanged' as const }, status: 409, retryAfter: undefined }
      : await submit(AddressForm, request.body, (fields) => changeAddress(gateway, { ...entry }, fields));
    if (wrong) return pages.show(reply, 'change-email', { ...shown, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['email_requested.heading'],
      sentences: [['email_requested.text', { email }]],
      link: { url: '/account', text: 'page.back_to_account' },
    });
  });

  app.get('/account/delete', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    return pages.show(reply, 'delete-account', await deletionForm(entry));
  });

  app.post('/account/delete', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const shown = await deletionForm(entry);
    let eraseAt = '';
    const wrong = await submit(DeletionForm, request.body ?? {}, async (fields) => {
      eraseAt = await deleteAccount(gateway, { ...entry }, fields);
    });
    if (wrong) return pages.show(reply, 'delete-account', { ...shown, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['account_deleted.heading'],
      sentences: [['account_deleted.text', { day: (language) => language.day(eraseAt) }]],
      link: { url: '/sign-in', text: 'sign_in.title' },
    });
  });

  app.get('/account/export', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    return pages.show(reply, 'export', { hasPassword: await hasPassword(gateway, entry) });
  });

  app.post('/account/export', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    let token = '';
    const wrong = await submit(ExportForm, request.body ?? {}, async (fields) => {
      token = (await requestExport({ gateway, issuer }, { ...entry }, fields)).token;
    });
    const shown = { hasPassword: await hasPassword(gateway, entry) };
    if (wrong) return pages.show(reply, 'export', { ...shown, ...wrong }, wrong);
    return pages.show(reply, 'export', { ...shown, token });
  });

  app.post('/account/export/download', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { data: link } = ExportToken.safeParse(request.body);
    if (!link) return linkExpired(pages, reply, '/account/export');
    let exported: object = {};
    const wrong = await submit(ExportToken, link, async ({ token }) => {
      exported = await fetchExport(gateway, { ...entry }, token);
    });
    if (wrong) return linkExpired(pages, reply, '/account/export');
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="account.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(exported, null, 2));
  });

  async function deletionForm(entry: ClaimsEntry) {
    const [blockers, withPassword] = await Promise.all([deletionBlockers(gateway, entry), hasPassword(gateway, entry)]);
    return { blockers, hasPassword: withPassword };
  }

  async function addressForm(entry: ClaimsEntry) {
    const [user, withPassword] = await Promise.all([accountOf(gateway, entry), hasPassword(gateway, entry)]);
    return { user, hasPassword: withPassword };
  }
};
