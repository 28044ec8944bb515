import { z } from 'zod';
import { AddressRestoration, confirmAddress, restoreAddress } from '../credentials/own-account.ts';
import type { PasswordRules } from '../credentials/password-rules.ts';
import type { Issuer } from '../database/issuer.ts';
import { callerOf } from '../http/client-address.ts';
import { keepDeviceTokens } from '../http/device-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { passwordOf } from '../http/schemas.ts';
import { FORM, PAGE, submit } from './forms.ts';
import { linkExpired, MailedLink } from './mailed-link.ts';
import type { Pages } from './render.ts';

/** What is sent by the form of a page, and not by a client. */
const RestorationForm = z.object(AddressRestoration.shape);

/** Where the links lead that are mailed to addresses: to the one that an account is to have, and to the one that it had. Opening them changes nothing. */
export const addressLinkPages: Routes<{ issuer: Issuer; passwords: PasswordRules; pages: Pages }> = async (
  app,
  { issuer, passwords, pages },
) => {
  app.get('/confirm-address', PAGE, async (request, reply) => {
    const { data } = MailedLink.safeParse(request.query);
    return data ? pages.show(reply, 'confirm-address', data) : linkExpired(pages, reply);
  });

  app.post('/confirm-address', FORM, async (request, reply) => {
    const { data: link } = MailedLink.safeParse(request.body);
    if (!link) return linkExpired(pages, reply);
    const wrong = await submit(MailedLink, link, ({ token }) => confirmAddress(issuer, token, callerOf(request)));
    if (wrong?.expired) return linkExpired(pages, reply);
    if (wrong) return pages.show(reply, 'confirm-address', { ...link, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['address_confirmed.heading'],
      sentences: [['address_confirmed.text']],
      link: { url: '/account', text: 'page.to_account' },
    });
  });

  app.get('/restore-address', PAGE, async (request, reply) => {
    const { data } = MailedLink.safeParse(request.query);
    const least = await passwords.leastLength();
    return data ? pages.show(reply, 'restore-address', { ...data, least }) : linkExpired(pages, reply);
  });

  app.post('/restore-address', FORM, async (request, reply) => {
    const { data: link } = MailedLink.safeParse(request.body);
    if (!link) return linkExpired(pages, reply);
    const least = await passwords.leastLength();
    const form = RestorationForm.extend({ password: passwordOf(least) });
    const wrong = await submit(form, request.body, async (fields) =>
      keepDeviceTokens(request, reply, await restoreAddress(issuer, passwords, fields, callerOf(request))),
    );
    if (wrong?.expired) return linkExpired(pages, reply);
    if (wrong) return pages.show(reply, 'restore-address', { ...link, least, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['address_restored.heading'],
      sentences: [['address_restored.text']],
      link: { url: '/sign-in', text: 'sign_in.title' },
    });
  });
};
