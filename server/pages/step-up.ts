import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { presentedDevices } from '../credentials/device-tokens.ts';
import { type EmailCodes, typedEmailCode } from '../credentials/email-codes.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import type { SecondFactors } from '../credentials/second-factors.ts';
import type { StepUpOutcome } from '../database/factor-functions.ts';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { loginOriginOf } from '../http/browser-login.ts';
import { callerOf } from '../http/client-address.ts';
import { askedForCodeOf, forgetAskedForCode, keepAskedForCode } from '../http/email-code-cookie.ts';
import type { HumanGate } from '../http/human-check.ts';
import { keepPasskeyBrowser } from '../http/passkey-cookie.ts';
import { Problem } from '../http/problem.ts';
import { keepRefreshToken, refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { askEmailCode, stepUpWithEmailCode } from '../idp/email-code.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import { stepUpWithPassword } from '../idp/step-up.ts';
import type { MessageKey } from '../messages/en.ts';
import { browserSession } from './browser-session.ts';
import { COSTLY_FORM, LOGIN_FORM, PAGE, typed } from './forms.ts';
import { emailCodesOffered } from './mailed-code.ts';
import { accountOf } from './own-account.ts';
import { passkeyAnswerIn } from './passkey-answer.ts';
import { WITH_PASSKEYS } from './passkey-script.ts';
import { personFaults } from './person.ts';
import { waitOf } from './problem-pages.ts';
import type { Pages } from './render.ts';
import type { Returns } from './return-to.ts';
import { typedCode } from './second-factor.ts';
import { signInUrl } from './sign-in-url.ts';

/** Only pages of the account and of workspaces are gone back to, or an application that waits for an authorization. */
const Back = z.object({
  back: z
    .string()
    .regex(/^\/(account|workspaces)(\/[a-z0-9-]+)*$/)
    .catch('/account'),
  request: z.uuid().optional(),
  /** A passkey that verified nobody is to be known for one that does (decision 0062). */
  lift: z.literal('yes').optional().catch(undefined),
});
const Typed = z.object({ password: z.string().max(1024).optional(), code: z.string().max(100).optional() });
const Mailed = z.object({ mailed_code: typedEmailCode });

const ALERTS: Partial<Record<Problem['code'], MessageKey>> = {
  invalid_input: 'step_up.missing',
  invalid_proof: 'passkey.failed',
  too_many_attempts: 'sign_in.too_many_attempts',
  overloaded: 'sign_in.overloaded',
};

/** What somebody can prove. */
interface Provable {
  /** The address that they sign in with by password; undefined: they have none. */
  address: string | undefined;
  /** An authenticator app. */
  hasCodes: boolean;
  /** beside: after the password only. */
  passkey: 'alone' | 'beside' | undefined;
  /** Of other providers. */
  others: string[];
  /** Passkeys that verify their user. */
  verifying: number;
  /** The address that a code may be mailed to, of somebody who has no password; undefined: none may. */
  mailbox: string | undefined;
}

/** Proving once more who one is, before an account is changed. */
export const stepUpPages: Routes<{
  issuer: Issuer;
  gateway: Gateway;
  providers: ProviderRegistry;
  factors: SecondFactors;
  passkeys: Passkeys;
  emailCodes: EmailCodes;
  humans: HumanGate;
  pages: Pages;
  returns: Returns;
}> = async (app, { issuer, gateway, providers, factors, passkeys, emailCodes, humans, pages, returns }) => {
  const signedIn = browserSession(issuer);
  const offered = emailCodesOffered(issuer);

  app.get('/step-up', PAGE, async (request, reply) => {
    const entry = await signedIn(request);
    const way = parse(Back, request.query);
    if (!returns.keep(request, reply)) returns.forget(request, reply);
    if (!entry) return reply.redirect(signInUrl(way.request), 303);
    return stepUpPage(request, reply, way, await provableBy(entry));
  });

  app.post('/step-up', LOGIN_FORM, async (request, reply) => {
    const entry = await signedIn(request);
    const way = parse(Back, request.body ?? {});
    if (!entry) return reply.redirect(signInUrl(way.request), 303);
    const provable = await provableBy(entry);
    try {
      await prove(request, reply, way.lift ? besidePassword(provable) : provable);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const alert = error.code === 'invalid_credentials' ? wrongOf(provable, request) : ALERTS[error.code];
      if (!alert) throw error;
      return stepUpPage(request, reply, way, provable, { alert: [[alert], ...waitOf(error)] }, error);
    }
    if (way.lift) return reply.redirect(await afterLift(entry, provable), 303);
    if (way.request === undefined) return returns.take(request, reply) ?? reply.redirect(way.back, 303);
    // A navigation of our own: browsers hold a form to its page's form-action through every redirect, to the application too.
    return pages.show(reply, 'moving-on', { url: signInUrl(way.request) });
  });

  app.post('/step-up/code', COSTLY_FORM, async (request, reply) => {
    const entry = await signedIn(request);
    const way = parse(Back, request.body ?? {});
    if (!entry) return reply.redirect(signInUrl(way.request), 303);
    const provable = await provableBy(entry);
    if (provable.mailbox === undefined) return stepUpPage(request, reply, way, provable);
    const unsure = await personFaults(humans, request, { purpose: 'email_code', email: provable.mailbox });
    if (unsure) {
      const shown = { action: '/step-up/code', hidden: { back: way.back, request: way.request }, ...unsure };
      return pages.show(reply, 'person', shown, { ...unsure, widget: humans.widget });
    }
    try {
      const asked = { purpose: 'step_up', address: provable.mailbox } as const;
      const secret = await askEmailCode(issuer, emailCodes, asked, callerOf(request));
      keepAskedForCode(reply, { secret, requestId: undefined });
    } catch (error) {
      const alert = error instanceof Problem && ALERTS[error.code];
      if (!alert) throw error;
      return stepUpPage(request, reply, way, provable, { alert: [[alert], ...waitOf(error)] }, error);
    }
    return stepUpPage(request, reply, way, provable, { mailed: true });
  });

  /** One proof after the other, each of which exchanges the cookie. */
  async function prove(request: FastifyRequest, reply: FastifyReply, { address, hasCodes, passkey }: Provable) {
    const form = Typed.safeParse(request.body);
    const { password, code } = form.data ?? {};
    const given = typed(request.body, 'answer') === '' ? undefined : passkeyAnswerIn(request);
    const isAlone = given !== undefined && passkey === 'alone';
    const mailed = Mailed.safeParse(request.body).data;
    const asked = askedForCodeOf(request);
    const isMissing =
      (typed(request.body, 'mailed') !== '' && (mailed === undefined || asked === undefined)) ||
      (address !== undefined && !password) ||
      ((hasCodes || passkey !== undefined) && !code && given === undefined);
    if (isMissing && !isAlone) throw new Problem('invalid_input');
    const from = loginOriginOf(request);
    let token = refreshTokenOf(request) ?? '';
    const exchanged = (outcome: StepUpOutcome & { retryAfter?: number }) => {
      if (outcome.status === 'throttled') throw new Problem('too_many_attempts', undefined, outcome.retryAfter);
      if (outcome.status === 'denied') throw new Problem('invalid_credentials');
      if (!('claims' in outcome)) throw new Problem('session_ended');
      token = outcome.refreshToken;
      keepRefreshToken(reply, token);
    };
    if (address !== undefined && password)
      exchanged(
        await stepUpWithPassword(
          issuer,
          token,
          { email: address, password },
          { ...from, devices: presentedDevices(from.devices) },
        ),
      );
    if (mailed && asked) {
      const origin = { ...from, devices: presentedDevices(from.devices) };
      const typedIn = { code: mailed.mailed_code, secret: asked.secret };
      exchanged(await stepUpWithEmailCode(issuer, emailCodes, token, typedIn, origin));
      forgetAskedForCode(reply);
    }
    if (given) exchanged(await factors.stepUp(token, given, from));
    else if (code) exchanged(await factors.stepUp(token, typedCode(code), from));
  }

  async function provableBy(entry: ClaimsEntry): Promise<Provable> {
    const identities = await gateway.many<{ provider: string; subject: string }>(
      { ...entry },
      { text: 'select provider, subject from rowseal.list_identities(null, null, 1000)', values: [] },
    );
    const { factors: listed } = await gateway.one<{
      factors: { factors: { kind: string; verifies_user?: boolean }[] };
    }>({ ...entry }, { text: 'select rowseal.list_factors() as factors', values: [] });
    const address = identities.find(({ provider }) => provider === 'password')?.subject;
    const { email, email_verified: verified } = await accountOf(gateway, entry);
    const keys = listed.factors.filter(({ kind }) => kind === 'passkey');
    const beside = keys.length > 0 ? 'beside' : undefined;
    return {
      address,
      mailbox: address === undefined && verified && (await offered()) ? email : undefined,
      hasCodes: listed.factors.some(({ kind }) => kind === 'totp'),
      passkey: keys.some((key) => key.verifies_user) ? 'alone' : beside,
      others: identities.map(({ provider }) => provider),
      verifying: keys.filter((key) => key.verifies_user).length,
    };
  }

  async function afterLift(entry: ClaimsEntry, before: Provable): Promise<string> {
    const { verifying } = await provableBy(entry);
    return verifying > before.verifying ? '/account?done=passkey_lifted' : '/account';
  }

  async function stepUpPage(
    request: FastifyRequest,
    reply: FastifyReply,
    way: z.infer<typeof Back>,
    provable: Provable,
    data: object = {},
    { status = 200, retryAfter }: { status?: number; retryAfter?: number | undefined } = {},
  ) {
    const { address, hasCodes, passkey, others, mailbox } = way.lift ? besidePassword(provable) : provable;
    const known = address === undefined ? await providers.redirects() : [];
    const isMailed = typed(request.body, 'mailed') !== '';
    const shown = {
      ...way,
      address,
      hasCodes,
      passkey,
      mailbox,
      mailed: isMailed,
      providers: known.filter(({ id }) => others.includes(id)),
    };
    const answered = { status, retryAfter, ...WITH_PASSKEYS };
    if (!passkey) return pages.show(reply, 'step-up', { ...shown, ...data }, answered);
    const owner = { kind: 'step_up', refreshToken: refreshTokenOf(request) ?? '', verify: way.lift && true } as const;
    const options = await passkeys.ask(owner, keepPasskeyBrowser(request, reply), callerOf(request));
    return pages.show(reply, 'step-up', { ...shown, options, ...data }, answered);
  }
};

/** What lifts a passkey: it counts beside another factor of now alone. */
const besidePassword = (provable: Provable): Provable => ({
  ...provable,
  passkey: provable.passkey && 'beside',
  hasCodes: false,
});

/** What is said of something that was wrong: of what the page asked for. */
function wrongOf({ address, hasCodes, passkey }: Provable, request: FastifyRequest): MessageKey {
  if (passkey) return 'step_up.wrong';
  if (typed(request.body, 'mailed') !== '') return 'mailed_code.wrong';
  if (!hasCodes) return 'step_up.wrong_password';
  return address === undefined ? 'second_factor.wrong_code' : 'step_up.wrong_code';
}
