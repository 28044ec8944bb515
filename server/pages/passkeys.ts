import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MadePasskey } from '../credentials/passkey-schemas.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { keepPasskeyBrowser, passkeyBrowserOf } from '../http/passkey-cookie.ts';
import { Problem, type ProblemCode } from '../http/problem.ts';
import type { Routes } from '../http/route-contract.ts';
import { nameOf, parse } from '../http/schemas.ts';
import type { MessageKey } from '../messages/en.ts';
import { browserSession } from './browser-session.ts';
import { deviceName } from './device-name.ts';
import { FORM, PAGE, typed, typedJson } from './forms.ts';
import { WITH_PASSKEYS } from './passkey-script.ts';
import type { Pages } from './render.ts';
import { takeWayBack } from './way-back.ts';

const Id = z.object({ id: z.uuid() });
const Name = nameOf(100);

/** What a person is told when a passkey was not added. */
const ALERTS: Partial<Record<ProblemCode, MessageKey>> = {
  invalid_input: 'passkey.failed',
  invalid_proof: 'passkey.failed',
  conflict: 'passkey.not_added',
};

/** Adding a passkey, and naming it. */
export const passkeyPages: Routes<{ issuer: Issuer; gateway: Gateway; passkeys: Passkeys; pages: Pages }> = async (
  app,
  { issuer, gateway, passkeys, pages },
) => {
  const signedIn = browserSession(issuer);

  app.get('/account/passkey', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    return addPage(request, reply, entry);
  });

  app.post('/account/passkey', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const name = Name.safeParse(typed(request.body, 'name'));
    if (!name.success) return addPage(request, reply, entry, { faults: { name: 'fault.name' } }, { status: 400 });
    try {
      const made = MadePasskey.safeParse(typedJson(request.body, 'answer'));
      const browser = passkeyBrowserOf(request);
      if (!made.success || browser === undefined) throw new Problem('invalid_input');
      const { recoveryCodes } = await passkeys.confirm(entry, made.data, name.data, browser);
      const next = takeWayBack(request, reply, '/account?done=passkey');
      return recoveryCodes
        ? pages.show(reply, 'recovery-codes', { codes: recoveryCodes, next })
        : reply.redirect(next, 303);
    } catch (error) {
      const alert = error instanceof Problem && ALERTS[error.code];
      if (!alert) throw error;
      return addPage(request, reply, entry, { alert: [[alert]], name: name.data }, error);
    }
  });

  app.get('/account/passkeys/name', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { id } = parse(Id, request.query);
    const { factors } = await gateway.one<{ factors: { factors: { id: string; name?: string }[] } }>(
      { ...entry },
      { text: 'select rowseal.list_factors() as factors', values: [] },
    );
    const name = factors.factors.find((factor) => factor.id === id)?.name;
    if (name === undefined) throw new Problem('not_found');
    return pages.show(reply, 'name-passkey', { id, name });
  });

  app.post('/account/passkeys/name', FORM, async (request, reply) => {
    const entry = await signedIn(request);
    if (!entry) return reply.redirect('/sign-in', 303);
    const { id } = parse(Id, request.body ?? {});
    const name = Name.safeParse(typed(request.body, 'name'));
    if (!name.success)
      return pages.show(reply, 'name-passkey', { id, name: '', faults: { name: 'fault.name' } }, { status: 400 });
    if (!(await passkeys.rename(entry, id, name.data))) throw new Problem('not_found');
    return reply.redirect('/account?done=passkey_named', 303);
  });

  async function addPage(
    request: FastifyRequest,
    reply: FastifyReply,
    entry: ClaimsEntry,
    data: object = {},
    { status = 200 }: { status?: number } = {},
  ) {
    const options = await passkeys.begin(entry, keepPasskeyBrowser(request, reply));
    const name = request.language.text(...deviceName(request.headers['user-agent'] ?? null));
    return pages.show(reply, 'add-passkey', { name, options, ...data }, { status, ...WITH_PASSKEYS });
  }
};
