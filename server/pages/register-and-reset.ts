import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  Account,
  createAccount,
  mailPasswordReset,
  NewPassword,
  setNewPassword,
  verifyAddress,
} from '../credentials/account-actions.ts';
import type { Issuer } from '../database/issuer.ts';
import { callerOf } from '../http/client-address.ts';
import { keepDeviceTokens } from '../http/device-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress, parse, wholeToken } from '../http/schemas.ts';
import { COSTLY_FORM, FORM, PAGE, submit, typed } from './forms.ts';
import type { MessagePage, Pages } from './render.ts';

const RequestId = z.uuid().optional();
/** The authorization request that somebody is on their way to answer. */
const OnTheWay = z.object({ request: RequestId });
const MailedLink = z.object({ token: wholeToken('rsv_') });
const NewPasswordForm = NewPassword.extend({
  keep_tokens: z
    .literal('yes')
    .optional()
    .transform((checked) => checked !== undefined),
});

const signInUrl = (request: string | undefined) => (request === undefined ? '/sign-in' : `/sign-in?request=${request}`);

const EXPIRED: MessagePage = {
  heading: ['link_expired.heading'],
  sentences: [['link_expired.text']],
  alarming: true,
};

/** Accounts are made, their addresses confirmed and their passwords reset here. Opening a page changes nothing: mail scanners open links too. */
export const registerAndResetPages: Routes<{ issuer: Issuer; pages: Pages }> = async (app, { issuer, pages }) => {
  app.get('/register', PAGE, async (request, reply) => pages.show(reply, 'register', onTheWay(request.query)));

  app.post('/register', COSTLY_FORM, async (request, reply) => {
    const way = onTheWay(request.body);
    const wrong = await submit(Account, request.body, (account) => createAccount(issuer, account, callerOf(request)));
    const told = { ...way, email: typed(request.body, 'email'), name: typed(request.body, 'name') };
    if (wrong) return pages.show(reply, 'register', { ...told, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['registered.heading'],
      sentences: [['registered.text', { email: told.email }]],
      link: { url: way.signIn, text: 'sign_in.title' },
    });
  });

  app.get('/forgot-password', PAGE, async (request, reply) =>
    pages.show(reply, 'forgot-password', onTheWay(request.query)),
  );

  app.post('/forgot-password', COSTLY_FORM, async (request, reply) => {
    const way = onTheWay(request.body);
    const address = z.object({ email: emailAddress });
    const wrong = await submit(address, request.body, ({ email }) =>
      mailPasswordReset(issuer, email, callerOf(request)),
    );
    const email = typed(request.body, 'email');
    if (wrong) return pages.show(reply, 'forgot-password', { ...way, email, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['reset_requested.heading'],
      sentences: [['reset_requested.text', { email }]],
      link: { url: way.signIn, text: 'page.back_to_sign_in' },
    });
  });

  app.get('/reset-password', PAGE, async (request, reply) => {
    const { data } = MailedLink.safeParse(request.query);
    return data ? pages.show(reply, 'reset-password', data) : linkExpired(reply, '/forgot-password');
  });

  app.post('/reset-password', FORM, async (request, reply) => {
    const { data: link } = MailedLink.safeParse(request.body);
    if (!link) return linkExpired(reply, '/forgot-password');
    const wrong = await submit(NewPasswordForm, request.body, async (fields) =>
      keepDeviceTokens(request, reply, await setNewPassword(issuer, fields, callerOf(request))),
    );
    if (wrong?.expired) return linkExpired(reply, '/forgot-password');
    const kept = { keep_tokens: typed(request.body, 'keep_tokens') !== '' };
    if (wrong) return pages.show(reply, 'reset-password', { ...link, ...kept, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['password_reset.heading'],
      sentences: [['password_reset.text']],
      link: { url: '/sign-in', text: 'sign_in.title' },
    });
  });

  app.get('/verify-email', PAGE, async (request, reply) => {
    const { data } = MailedLink.safeParse(request.query);
    return data ? pages.show(reply, 'verify-email', data) : linkExpired(reply);
  });

  app.post('/verify-email', FORM, async (request, reply) => {
    const { data: link } = MailedLink.safeParse(request.body);
    if (!link) return linkExpired(reply);
    let verified = 'now' as 'now' | 'already';
    const wrong = await submit(MailedLink, link, async ({ token }) => {
      verified = await verifyAddress(issuer, token, callerOf(request));
    });
    if (wrong?.expired) return linkExpired(reply);
    if (wrong) return pages.show(reply, 'verify-email', { ...link, ...wrong }, wrong);
    return pages.message(reply, {
      heading: [verified === 'already' ? 'verified.already' : 'verified.heading'],
      sentences: [['verified.text']],
      link: { url: '/account', text: 'page.to_account' },
    });
  });

  function linkExpired(reply: FastifyReply, again?: string) {
    const link = again === undefined ? {} : { link: { url: again, text: 'link_expired.another' as const } };
    return pages.message(reply, { ...EXPIRED, ...link }, { status: 400 });
  }
};

function onTheWay(source: unknown): { request: string | undefined; signIn: string } {
  const { request } = parse(OnTheWay, source ?? {});
  return { request, signIn: signInUrl(request) };
}
