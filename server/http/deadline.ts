import type { FastifyInstance, FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { atOnce } from './at-once.ts';
import type { OpenRequests } from './open-requests.ts';
import { Problem } from './problem.ts';

/** Clients and proxies commonly give up after 30 s. */
const LONGEST_ANSWER_MS = 28_000;

/** Methods by which nobody asks for a change (RFC 9110 section 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

interface DeadlineOptions {
  open: OpenRequests;
  answer?: number | undefined;
}

/**
 * Answers every request in time, whatever it waits for and however many waits it is made of. Fastify's `handlerTimeout` would not: it is called off
 * when the body has been read. What goes on behind the answer may still be carried out, so requests that ask for a change are told that.
 */
export const deadline = fp(
  async (app: FastifyInstance, { open, answer: patience = LONGEST_ANSWER_MS }: DeadlineOptions) => {
    let timer: NodeJS.Timeout | undefined;

    function answerOverdue(): void {
      for (const reply of open.before(performance.now() - patience)) answerAnyway(reply);
      timer = undefined;
      watchOldest();
    }

    /** One timer for all: each has as long, so that the oldest is due first. */
    function watchOldest(): void {
      const oldest = timer ? undefined : open.next(performance.now() - patience);
      if (oldest) timer = setTimeout(answerOverdue, oldest.at + patience - performance.now() + 1).unref();
    }

    app.addHook('onRequest', atOnce(watchOldest));
    app.addHook('onClose', async () => clearTimeout(timer));
  },
);

function answerAnyway(reply: FastifyReply): void {
  if (reply.sent) return;
  const { method, raw } = reply.request;
  // The client has the first half already; only the end of the connection tells it that there is no more.
  if (reply.raw.headersSent) reply.raw.destroy();
  else reply.send(new Problem(codeFor(method, raw.complete !== false)));
}

function codeFor(method: string, hasArrived: boolean) {
  if (!hasArrived) return 'request_timeout';
  return SAFE.has(method) ? 'timeout' : 'outcome_unknown';
}
