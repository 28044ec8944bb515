import type { FastifyInstance } from 'fastify';
import { type Problem, type ProblemCode, problemOf } from '../http/problem.ts';
import { loggable } from '../observability/logging.ts';
import type { Pages } from './render.ts';

/** What people can make of a problem, where its title says too little. */
const ADVICE: Partial<Record<ProblemCode, string>> = {
  invalid_input: 'Something in the address or the form is missing or not as it should be. Go back, and try again.',
  origin_not_allowed:
    'This was sent by a page that is not one of ours, so nothing was done. Open the page here, and try again.',
  session_ended: 'Your session has ended. Sign in again.',
  invalid_token: 'Your session has ended. Sign in again.',
  not_found: 'It may have been removed already.',
  too_many_attempts: 'There were too many attempts.',
};

const WHEN_OURS = 'Nothing is wrong on your side. Try again in a moment.';

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
    const data = {
      heading: problem.message === problem.detail ? 'This did not work' : problem.message,
      text: `${adviceOn(problem)} ${waitOf(problem)}`.trim(),
      alarming: true,
      link: problem.status === 401 ? { url: '/sign-in', text: 'Sign in' } : { url: '/account', text: 'Your account' },
      ...(problem.status >= 500 ? { reference: request.id } : {}),
    };
    return pages.show(reply, 'message', data, problem);
  });
}

/**
 * How long to wait before trying again, as a sentence; empty where the problem does not say.
 *
 * @param problem - as thrown.
 */
export function waitOf({ code, retryAfter }: Problem): string {
  if (code !== 'too_many_attempts' || retryAfter === undefined) return '';
  const [length, unit] = retryAfter < 90 ? [retryAfter, 'second'] : [Math.ceil(retryAfter / 60), 'minute'];
  const time = new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(length);
  return `Wait ${time}, then try again.`;
}

function adviceOn({ code, status }: Problem): string {
  return ADVICE[code] ?? (status >= 500 ? WHEN_OURS : 'Go back, and try again.');
}
