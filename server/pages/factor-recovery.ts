import { z } from 'zod';
import { askFactorRecovery, recoverFactors } from '../credentials/factor-recovery.ts';
import type { Issuer } from '../database/issuer.ts';
import { callerOf } from '../http/client-address.ts';
import type { HumanGate } from '../http/human-check.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress } from '../http/schemas.ts';
import { COSTLY_FORM, FORM, PAGE, submit, typed, widgetFields } from './forms.ts';
import { linkExpired, MailedLink } from './mailed-link.ts';
import type { Pages } from './render.ts';

const Address = z.object({ email: emailAddress });

/** For somebody who has lost every factor and recovery code. Opening the mailed link changes nothing; its button begins a wait, and after that removes them. */
export const factorRecoveryPages: Routes<{ issuer: Issuer; humans: HumanGate; pages: Pages }> = async (
  app,
  { issuer, humans, pages },
) => {
  const { widget } = humans;
  app.get('/lost-factors', PAGE, async (_request, reply) => pages.show(reply, 'lost-factors', {}, { widget }));

  app.post('/lost-factors', COSTLY_FORM, async (request, reply) => {
    const wrong = await submit(Address, request.body, async ({ email }) => {
      await humans.require(request, { purpose: 'recover_factors', email, fields: widgetFields(request.body) });
      await askFactorRecovery(issuer, email, callerOf(request));
    });
    const email = typed(request.body, 'email');
    if (wrong) return pages.show(reply, 'lost-factors', { email, ...wrong }, { ...wrong, widget });
    return pages.message(reply, {
      heading: ['reset_requested.heading'],
      sentences: [['recovery.requested', { email }]],
      link: { url: '/sign-in', text: 'page.back_to_sign_in' },
    });
  });

  app.get('/recover-factors', PAGE, async (request, reply) => {
    const { data } = MailedLink.safeParse(request.query);
    return data ? pages.show(reply, 'recover-factors', data) : linkExpired(pages, reply, '/lost-factors');
  });

  app.post('/recover-factors', FORM, async (request, reply) => {
    const { data: link } = MailedLink.safeParse(request.body);
    if (!link) return linkExpired(pages, reply, '/lost-factors');
    let readyAt: Date | undefined;
    const wrong = await submit(MailedLink, link, async ({ token }) => {
      const outcome = await recoverFactors(issuer, token, callerOf(request));
      readyAt = outcome.status === 'waiting' ? outcome.readyAt : undefined;
    });
    if (wrong?.expired) return linkExpired(pages, reply, '/lost-factors');
    if (wrong) return pages.show(reply, 'recover-factors', { ...link, ...wrong }, wrong);
    const time = readyAt?.toISOString();
    return time === undefined
      ? pages.message(reply, {
          heading: ['recovery.done'],
          sentences: [['recovery.done_text']],
          link: { url: '/sign-in', text: 'sign_in.title' },
        })
      : pages.message(reply, {
          heading: ['recovery.begun'],
          sentences: [['recovery.begun_text', { time: (language) => language.time(time) }]],
        });
  });
};
