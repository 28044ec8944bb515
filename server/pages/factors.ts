import type { FastifyReply } from 'fastify';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import { type BegunTotp, type SecondFactors, typedTotpCode } from '../credentials/second-factors.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem } from '../http/problem.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { browserSession } from './browser-session.ts';
import { FORM, PAGE, typed } from './forms.ts';
import { accountOf } from './own-account.ts';
import type { Pages } from './render.ts';
import { takeWayBack } from './way-back.ts';

const Id = z.object({ id: z.uuid() });

/** Setting up an authenticator app, and getting rid of it: without a script. */
export const factorPages: Routes<{ issuer: Issuer; gateway: Gateway; factors: SecondFactors; pages: Pages }> = async (
  app,
  { issuer, gateway, factors, pages },
) => {
  const signedIn = browserSession(issuer);

  app.get('/account/authenticator', PAGE, async (request, reply) =>
    (await signedIn(request)) ? pages.show(reply, 'authenticator', {}) : reply.redirect('/sign-in', 303),
  );

  app.post('/account/authenticator', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    return setUpPage(reply, await factors.beginTotp(entry, (await accountOf(gateway, entry)).email));
  });

  app.post('/account/authenticator/confirm', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { id } = parse(Id, request.body ?? {});
    const code = typedTotpCode.safeParse(typed(request.body, 'code'));
    try {
      if (!code.success) throw new Problem('invalid_credentials');
      const codes = await factors.confirmTotp(entry, id, code.data);
      const next = takeWayBack(request, reply, '/account?done=factor');
      return codes ? codesPage(reply, codes, next) : reply.redirect(next, 303);
    } catch (error) {
      const isWrong = error instanceof Problem && error.code === 'invalid_credentials';
      if (!isWrong) throw error;
      const { email } = await accountOf(gateway, entry);
      const begun = await factors.begunTotp(entry, id, email);
      return setUpPage(reply, begun, { faults: { code: 'authenticator.wrong_code' } }, error.status);
    }
  });

  app.post('/account/factors/remove', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    await factors.remove(entry, parse(Id, request.body ?? {}).id);
    return reply.redirect('/account?done=factor_removed', 303);
  });

  app.post('/account/recovery', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const codes = await factors.renewRecoveryCodes(entry);
    return codes ? codesPage(reply, codes) : reply.redirect('/account', 303);
  });

  function setUpPage(reply: FastifyReply, begun: BegunTotp, data: object = {}, status = 200) {
    const secret = begun.secret.match(/.{1,4}/g)?.join(' ');
    const qr = renderSVG(begun.uri, { border: 2, whiteColor: '#fff', blackColor: '#000' });
    return pages.show(reply, 'authenticator', { id: begun.id, secret, qr, ...data }, { status });
  }

  const codesPage = (reply: FastifyReply, codes: string[], next = '/account?done=factor') =>
    pages.show(reply, 'recovery-codes', { codes, next });
};
