import type { FastifyRequest } from 'fastify';
import { PasskeyAnswer } from '../credentials/passkey-schemas.ts';
import { passkeyBrowserOf } from '../http/passkey-cookie.ts';
import { Problem } from '../http/problem.ts';
import { typedJson } from './forms.ts';

/**
 * The answer of a passkey in a form of a page, with the secret of the browser that it is in.
 *
 * @param request - that sends the form.
 * @throws Problem invalid_input where there is none: no script has run; invalid_proof where nothing was asked of this browser.
 */
export function passkeyAnswerIn(request: FastifyRequest) {
  const answer = PasskeyAnswer.safeParse(typedJson(request.body, 'answer'));
  if (!answer.success) throw new Problem('invalid_input');
  const browser = passkeyBrowserOf(request);
  if (browser === undefined) throw new Problem('invalid_proof');
  return { kind: 'passkey', answer: answer.data, browser } as const;
}
