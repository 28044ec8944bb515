import type { FastifyInstance, FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { type Entry, type Gateway, isTokenEntry } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem, problemOf } from './problem.ts';
import { describeProblem, logFault } from './problem-handler.ts';

/** Where the database refused the caller before anything ran, the answer is that refusal and nothing else, on REST and GraphQL alike. */
export const deniedEntries = fp(
  async (app: FastifyInstance, { gateway, issuer }: { gateway: Gateway; issuer: Issuer }) => {
    const refused = async (entry: Entry, refusal: unknown, reply: FastifyReply) => {
      // Thrown here, it would be answered by Fastify itself: an error handler has had its turn.
      const problem = await countGuess(entry, problemOf(refusal), issuer).catch((error) => {
        logFault(reply.request, error, problemOf(error));
        return problemOf(error);
      });
      reply.removeHeader('content-length');
      return describeProblem(reply, problem);
    };
    app.addHook('onSend', ({ entry }, reply, payload, done) => {
      const refusal = entry && gateway.refusal(entry);
      if (!entry || !refusal) return done(null, payload);
      refused(entry, refusal, reply).then((answer) => done(null, answer), done);
    });
  },
);

/**
 * A personal access token that is not valid is a guess, and a refusal that raises cannot count it.
 *
 * @param entry - that was refused.
 * @param problem - with which.
 * @param issuer - who counts.
 * @returns the answer: the problem, or that its network has guessed too often.
 */
export async function countGuess(
  entry: Entry,
  problem: Problem,
  issuer: Pick<Issuer, 'recordTokenGuess'>,
): Promise<Problem> {
  if (!isTokenEntry(entry) || entry.ip === undefined || problem.code !== 'invalid_token') return problem;
  const wait = await issuer.recordTokenGuess({ ip: entry.ip, reqId: entry.request_id });
  return wait > 0 ? new Problem('too_many_attempts', undefined, wait) : problem;
}
