import type { FastifyInstance } from 'fastify';
import { type Problem, type ProblemCode, problemOf } from '../http/problem.ts';
import type { MessageKey } from '../messages/en.ts';
import type { Sentence } from '../messages/languages.ts';
import { loggable } from '../observability/logging.ts';
import type { MessagePage, Pages } from './render.ts';

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
    if (problem.code === 'internal') request.log.error({ error: loggable(error) }, 'request failed');
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
}

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
