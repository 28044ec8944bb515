import type { FastifyReply } from 'fastify';
import { restoreAccount } from '../credentials/own-account.ts';
import type { Issuer } from '../database/issuer.ts';
import type { DeletedAccount } from '../database/session-functions.ts';
import { callerOf } from '../http/client-address.ts';
import type { Routes } from '../http/route-contract.ts';
import { FORM, PAGE, submit } from './forms.ts';
import { linkExpired, MailedLink } from './mailed-link.ts';
import type { Pages } from './render.ts';

/**
 * What somebody is shown who signs in to an account that they have deleted.
 *
 * @param pages - to show it with.
 * @param reply - not yet sent.
 * @param deleted - what the sign-in came to.
 */
export function offerRestoration(pages: Pages, reply: FastifyReply, deleted: DeletedAccount): FastifyReply {
  return pages.show(reply, 'restore-account', { token: deleted.restoreToken, eraseAt: deleted.eraseAt.toISOString() });
}

/** Where the link leads that is mailed when an account is deleted, and what its button does. Opening the link changes nothing. */
export const deletedAccountPages: Routes<{ issuer: Issuer; pages: Pages }> = async (app, { issuer, pages }) => {
  app.get('/restore-account', PAGE, async (request, reply) => {
    const { data } = MailedLink.safeParse(request.query);
    return data ? pages.show(reply, 'restore-account', data) : linkExpired(pages, reply);
  });

  app.post('/restore-account', FORM, async (request, reply) => {
    const { data: link } = MailedLink.safeParse(request.body);
    if (!link) return linkExpired(pages, reply);
    const wrong = await submit(MailedLink, link, ({ token }) => restoreAccount(issuer, token, callerOf(request)));
    if (wrong?.expired) return linkExpired(pages, reply);
    if (wrong) return pages.show(reply, 'restore-account', { ...link, ...wrong }, wrong);
    return pages.message(reply, {
      heading: ['account_restored.heading'],
      sentences: [['account_restored.text']],
      link: { url: '/sign-in', text: 'sign_in.title' },
    });
  });
};
