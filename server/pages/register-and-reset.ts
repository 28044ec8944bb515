import { z } from 'zod';
import {
  Account,
  createAccount,
  mailPasswordReset,
  NewPassword,
  setNewPassword,
  verifyAddress,
} from '../credentials/account-actions.ts';
import type { PasswordRules } from '../credentials/password-rules.ts';
import type { Issuer } from '../database/issuer.ts';
import { callerOf } from '../http/client-address.ts';
import { keepDeviceTokens } from '../http/device-cookie.ts';
import type { HumanGate } from '../http/human-check.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress, parse, passwordOf } from '../http/schemas.ts';
import { COSTLY_FORM, FORM, PAGE, submit, typed, widgetFields } from './forms.ts';
import { linkExpired, MailedLink } from './mailed-link.ts';
import type { Pages } from './render.ts';
import type { Returns } from './return-to.ts';
import { signInUrl } from './sign-in-url.ts';

const RequestId = z.uuid().optional();
/** The authorization request that somebody is on their way to answer. */
const OnTheWay = z.object({ request: RequestId });
const NewPasswordForm = NewPassword.extend({
  keep_tokens: z
    .literal('yes')
    .optional()
    .transform((checked) => checked !== undefined),
});

/** Accounts are made, their addresses confirmed and their passwords reset here. Opening a page changes nothing: mail scanners open links too. */
export const registerAndResetPages: Routes<{
  issuer: Issuer;
  passwords: PasswordRules;
  humans: HumanGate;
  pages: Pages;
  returns: Returns;
}> = async (app, { issuer, passwords, humans, pages, returns }) => {
  const { widget } = humans;

  app.get('/register', PAGE, async (request, reply) => {
    returns.keep(request, reply);
    return pages.show(
      reply,
      'register',
      { ...onTheWay(request.query), least: await passwords.leastLength() },
      { widget },
    );
  });

  app.post('/register', COSTLY_FORM, async (request, reply) => {
    const way = onTheWay(request.body);
    const least = await passwords.leastLength();
    const form = Account.extend({ password: passwordOf(least) });
    const wrong = await submit(form, request.body, async (account) => {
      const asked = { purpose: 'register', email: account.email, fields: widgetFields(request.body) } as const;
      await humans.require(request, asked);
      await createAccount(issuer, passwords, account, callerOf(request));
    });
    const told = { ...way, least, email: typed(request.body, 'email'), name: typed(request.body, 'name') };
    if (wrong) return pages.show(reply, 'register', { ...told, ...wrong }, { ...wrong, widget });
    return pages.message(reply, {
      heading: ['registered.heading'],
      sentences: [['registered.text', { email: told.email }]],
      link: { url: way.signIn, text: 'sign_in.title' },
    });
  });

  app.get('/forgot-password', PAGE, async (request, reply) =>
    pages.show(reply, 'forgot-password', onTheWay(request.query), { widget }),
  );

  app.post('/forgot-password', COSTLY_FORM, async (request, reply) => {
    const way = onTheWay(request.body);
    const address = z.object({ email: emailAddress });
    const wrong = await submit(address, request.body, async ({ email }) => {
      await humans.require(request, { purpose: 'reset_password', email, fields: widgetFields(request.body) });
      await mailPasswordReset(issuer, email, callerOf(request));
    });
    const email = typed(request.body, 'email');
    if (wrong) return pages.show(reply, 'forgot-password', { ...way, email, ...wrong }, { ...wrong, widget });
    return pages.message(reply, {
      heading: ['reset_requested.heading'],
      sentences: [['reset_requested.text', { email }]],
      link: { url: way.signIn, text: 'page.back_to_sign_in' },
    });
  });

  app.get('/reset-password', PAGE, async (request, reply) => {
    const { data } = MailedLink.safeParse(request.query);
    const least = await passwords.leastLength();
    return data
      ? pages.show(reply, 'reset-password', { ...data, least })
      : linkExpired(pages, reply, '/forgot-password');
  });

  app.post('/reset-password', FORM, async (request, reply) => {
    const { data: link } = MailedLink.safeParse(request.body);
    if (!link) return linkExpired(pages, reply, '/forgot-password');
    const least = await passwords.leastLength();
    const form = NewPasswordForm.extend({ password: passwordOf(least) });
    const wrong = await submit(form, request.body, async (fields) =>
      keepDeviceTokens(request, reply, await setNewPassword(issuer, passwords, fields, callerOf(request))),
    );
    if (wrong?.expired) return linkExpired(pages, reply, '/forgot-password');
    const kept = { keep_tokens: typed(request.body, 'keep_tokens') !== '' };
    if (wrong) return pages.show(reply, 'reset-password', { ...link, least, ...kept, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['password_reset.heading'],
      sentences: [['password_reset.text']],
      link: { url: '/sign-in', text: 'sign_in.title' },
    });
  });

  app.get('/verify-email', PAGE, async (request, reply) => {
    const { data } = MailedLink.safeParse(request.query);
    return data ? pages.show(reply, 'verify-email', data) : linkExpired(pages, reply);
  });

  app.post('/verify-email', FORM, async (request, reply) => {
    const { data: link } = MailedLink.safeParse(request.body);
    if (!link) return linkExpired(pages, reply);
    let verified = 'now' as 'now' | 'already';
    const wrong = await submit(MailedLink, link, async ({ token }) => {
      verified = await verifyAddress(issuer, token, callerOf(request));
    });
    if (wrong?.expired) return linkExpired(pages, reply);
    if (wrong) return pages.show(reply, 'verify-email', { ...link, ...wrong }, wrong);
    return pages.message(reply, {
      heading: [verified === 'already' ? 'verified.already' : 'verified.heading'],
      sentences: [['verified.text']],
      link: { url: '/account', text: 'page.to_account' },
    });
  });
};

function onTheWay(source: unknown): { request: string | undefined; signIn: string } {
  const { request } = parse(OnTheWay, source ?? {});
  return { request, signIn: signInUrl(request) };
}
