import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, type ProblemCode, problemOf } from '../http/problem.ts';
import { logFault } from '../http/problem-handler.ts';
import type { MessageKey } from '../messages/en.ts';
import type { Sentence } from '../messages/languages.ts';
import type { MessagePage, Pages } from './render.ts';
import { keepWayBack, workspacePage } from './way-back.ts';

/** What people can make of a problem, where its title says too little. */
const ADVICE: Partial<Record<ProblemCode, MessageKey>> = {
  invalid_input: 'advice.invalid_input',
  origin_not_allowed: 'advice.origin_not_allowed',
  session_ended: 'advice.session_ended',
  invalid_token: 'advice.session_ended',
  not_found: 'advice.not_found',
  too_many_attempts: 'advice.too_many_attempts',
  outcome_unknown: 'advice.outcome_unknown',
};

/**
 * Answers the errors in this scope as pages for people, instead of as problem documents.
 *
 * @param app - the pages' own scope.
 * @param pages - shows them.
 */
export function answerWithPages(app: FastifyInstance, pages: Pages): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'insufficient_user_authentication' || problem.code === 'assurance_required')
      return reply.redirect(`/step-up?back=${encodeURIComponent(pathOf(request))}`, 303);
    if (problem.code === 'second_factor_missing') return factorPage(request, reply, problem);
    logFault(request, error, problem);
    const message: MessagePage = {
      heading: [problem.detail === undefined ? `problem.${problem.code}` : 'advice.failed'],
      sentences: [[adviceOn(problem)], ...waitOf(problem)],
      alarming: true,
      link:
        problem.status === 401
          ? { url: '/sign-in', text: 'sign_in.title' }
          : { url: '/account', text: 'page.to_account' },
      ...(problem.status >= 500 ? { reference: request.id } : {}),
    };
    return pages.message(reply, message, problem);
  });

  /** What to add, and then back to the workspace that asks for it. */
  function factorPage(request: FastifyRequest, reply: FastifyReply, problem: Problem) {
    const page = workspacePage(request.url.split('?')[0] ?? '');
    if (page !== undefined) keepWayBack(reply, page);
    const needsPasskey = problem.more?.acr_values?.endsWith(':3');
    const message: MessagePage = {
      heading: ['factor_missing.heading'],
      sentences: [[needsPasskey ? 'factor_missing.passkey' : 'factor_missing.factor'], ['factor_missing.back']],
      alarming: true,
      link: needsPasskey
        ? { url: '/account/passkey', text: 'factor_missing.add_passkey' }
        : { url: '/account/authenticator', text: 'factor_missing.add_authenticator' },
    };
    return pages.message(reply, message, problem);
  }
}

/** The page that a form is on, or the page itself. */
function pathOf({ method, url }: FastifyRequest): string {
  const path = url.split('?')[0] ?? '';
  if (method === 'GET' || HAVE_A_PAGE.has(path)) return path;
  return OF_A_WORKSPACE.exec(path)?.[0] ?? '/account';
}

/** The page of a workspace that a form below its address is on. */
const OF_A_WORKSPACE =
  /^\/workspaces(?:\/(?!restore$)[a-z0-9-]+(?:\/(?:delete|roles|services|tokens)(?:\/[0-9a-f]{8}-[0-9a-f-]{27})?)?)?/;

const HAVE_A_PAGE: ReadonlySet<string> = new Set(
  ['authenticator', 'delete', 'email', 'export', 'password'].map((name) => `/account/${name}`),
);

/**
 * How long to wait before trying again, as sentences; none where the problem does not say.
 *
 * @param problem - as thrown.
 */
export function waitOf({ code, retryAfter }: Problem): Sentence[] {
  if (code !== 'too_many_attempts' || retryAfter === undefined) return [];
  return [['page.wait', { time: (language) => language.duration(retryAfter) }]];
}

function adviceOn({ code, status }: Problem): MessageKey {
  return ADVICE[code] ?? (status >= 500 ? 'advice.server' : 'advice.back');
}
