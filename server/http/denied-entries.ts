import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { type Entry, type Gateway, isTokenEntry } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem, problemOf } from './problem.ts';
import { describeProblem } from './problem-handler.ts';

/** Where the database refused the caller before anything ran, the answer is that refusal and nothing else, on REST and GraphQL alike. */
export const deniedEntries = fp(
  async (app: FastifyInstance, { gateway, issuer }: { gateway: Gateway; issuer: Issuer }) => {
    app.addHook('onSend', async (request, reply, payload) => {
      const refusal = request.entry && gateway.refusal(request.entry);
      if (!request.entry || !refusal) return payload;
      const problem = await countGuess(request.entry, problemOf(refusal), issuer);
      reply.removeHeader('content-length');
      return describeProblem(reply, problem);
    });
  },
);

/** A personal access token that is not valid is a guess, and a refusal that raises cannot count it. */
async function countGuess(entry: Entry, problem: Problem, issuer: Issuer): Promise<Problem> {
  if (!isTokenEntry(entry) || problem.code !== 'invalid_token') return problem;
  const wait = await issuer.recordTokenGuess(entry.ip);
  return wait > 0 ? new Problem('too_many_attempts', undefined, wait) : problem;
}
