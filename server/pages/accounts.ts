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
import { addressOf } from '../http/client-address.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress, parse, wholeToken } from '../http/schemas.ts';
import { FORM, PAGE, submit, typed } from './forms.ts';
import type { Pages } from './render.ts';

const RequestId = z.uuid().optional();
/** The authorization request that somebody is on their way to answer. */
const OnTheWay = z.object({ request: RequestId });
const MailedProof = z.object({ token: wholeToken('rsv_') });

const signInUrl = (request: string | undefined) => (request === undefined ? '/sign-in' : `/sign-in?request=${request}`);

const WORTHLESS = {
  heading: 'This link is no good any more',
  text: 'It was used, is too old, is not whole, or a newer one was sent.',
  alarming: true,
};

/** Accounts are made, their addresses confirmed and their passwords reset here. Opening a page changes nothing: mail scanners open links too. */
export const accountsPages: Routes<{ issuer: Issuer; pages: Pages }> = async (app, { issuer, pages }) => {
  app.get('/register', PAGE, async (request, reply) => pages.show(reply, 'register', onTheWay(request.query)));

  app.post('/register', FORM, async (request, reply) => {
    const way = onTheWay(request.body);
    const wrong = await submit(Account, request.body, (account) => createAccount(issuer, account, addressOf(request)));
    const told = { ...way, email: typed(request.body, 'email'), name: typed(request.body, 'name') };
    if (wrong) return pages.show(reply, 'register', { ...told, ...wrong }, wrong);
    return pages.show(reply, 'message', {
      heading: 'Look into your mail',
      text: `We have sent a message to ${told.email}. Open the link in it to confirm that the address is yours.`,
      link: { url: way.signIn, text: 'Sign in' },
    });
  });

  app.get('/forgot-password', PAGE, async (request, reply) =>
    pages.show(reply, 'forgot-password', onTheWay(request.query)),
  );

  app.post('/forgot-password', FORM, async (request, reply) => {
    const way = onTheWay(request.body);
    const address = z.object({ email: emailAddress });
    const wrong = await submit(address, request.body, ({ email }) =>
      mailPasswordReset(issuer, email, addressOf(request)),
    );
    const email = typed(request.body, 'email');
    if (wrong) return pages.show(reply, 'forgot-password', { ...way, email, ...wrong }, wrong);
    return pages.show(reply, 'message', {
      heading: 'Look into your mail',
      text: `If there is an account with ${email}, we have sent a message there. Open the link in it to choose a new password.`,
      link: { url: way.signIn, text: 'Back to sign in' },
    });
  });

  app.get('/reset-password', PAGE, async (request, reply) => {
    const { data } = MailedProof.safeParse(request.query);
    return data ? pages.show(reply, 'reset-password', data) : noGood(reply, '/forgot-password');
  });

  app.post('/reset-password', FORM, async (request, reply) => {
    const { data: proof } = MailedProof.safeParse(request.body);
    if (!proof) return noGood(reply, '/forgot-password');
    const wrong = await submit(NewPassword, request.body, (fields) =>
      setNewPassword(issuer, fields, addressOf(request)),
    );
    if (wrong?.worthless) return noGood(reply, '/forgot-password');
    if (wrong) return pages.show(reply, 'reset-password', { ...proof, ...wrong }, wrong);
    return pages.show(reply, 'message', {
      heading: 'Your password is changed',
      text: 'All your sessions have ended. Sign in with the new password.',
      link: { url: '/sign-in', text: 'Sign in' },
    });
  });

  app.get('/verify-email', PAGE, async (request, reply) => {
    const { data } = MailedProof.safeParse(request.query);
    return data ? pages.show(reply, 'verify-email', data) : noGood(reply);
  });

  app.post('/verify-email', FORM, async (request, reply) => {
    const { data: proof } = MailedProof.safeParse(request.body);
    if (!proof) return noGood(reply);
    const wrong = await submit(MailedProof, proof, ({ token }) => verifyAddress(issuer, token, addressOf(request)));
    if (wrong?.worthless) return noGood(reply);
    if (wrong) return pages.show(reply, 'verify-email', { ...proof, ...wrong }, wrong);
    return pages.show(reply, 'message', {
      heading: 'Your address is confirmed',
      text: 'Thank you. You can close this page, or go on to your account.',
      link: { url: '/account', text: 'Your account' },
    });
  });

  function noGood(reply: Parameters<Pages['show']>[0], again?: string) {
    const link = again === undefined ? {} : { link: { url: again, text: 'Ask for another link' } };
    return pages.show(reply, 'message', { ...WORTHLESS, ...link }, { status: 400 });
  }
};

function onTheWay(source: unknown): { request: string | undefined; signIn: string } {
  const { request } = parse(OnTheWay, source ?? {});
  return { request, signIn: signInUrl(request) };
}
