import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { ExecutionResult } from 'postgraphile/graphql';
import { deferred } from '../../database/deferred.ts';
import type { OpenStream, StreamOutlet } from '../../http/open-stream.ts';
import { type Problem, titleOf } from '../../http/problem.ts';
import type { Results } from './operations.ts';

/** Shorter than what proxies and clients wait for. */
const PING_MS = 12_000;
/** A comment, which readers of events pass over. */
const PING = ':\n\n';

/**
 * How a reply leaves as server-sent events.
 *
 * @param reply - whose body they are.
 */
export function eventsOutlet({ raw }: FastifyReply): StreamOutlet {
  return {
    waiting: () => raw.writableLength,
    // What ended it is the last event, unless the client does not read.
    end: () => {
      if (raw.writableLength > 0) raw.destroy();
    },
  };
}

/**
 * The body of an answer by the distinct connections mode of GraphQL over server-sent events: one subscription, an event a result.
 *
 * @param results - of it.
 * @param stream - that it is; its end is the last thing that the client is told.
 * @param reply - by which it leaves.
 */
export function asEvents(results: Results, stream: OpenStream, { raw }: FastifyReply): Readable {
  // Of the connection: a generator that waits closes when its wait is over.
  raw.once('close', () => {
    stream.left();
    void results.return?.();
  });
  return Readable.from(messages(results, stream), { objectMode: true, highWaterMark: 1 });
}

/** The body of an answer that says why nothing is subscribed to. */
export function asOneEvent(result: ExecutionResult): string {
  return `${messageOf('next', result)}${messageOf('complete')}`;
}

async function* messages(results: Results, stream: OpenStream): AsyncGenerator<string> {
  let next = results.next();
  for (;;) {
    const result = await orPing(next);
    if (result === undefined) {
      yield PING;
      continue;
    }
    if (result.done) break;
    yield messageOf('next', result.value);
    next = results.next();
  }
  if (stream.problem) yield messageOf('next', { errors: [toldOf(stream.problem)] });
  yield messageOf('complete');
}

async function orPing<T>(next: Promise<T>): Promise<T | undefined> {
  const { promise: ping, resolve } = deferred<undefined>();
  const timer = setTimeout(() => resolve(undefined), PING_MS).unref();
  try {
    return await Promise.race([next, ping]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(event: 'next' | 'complete', data?: object): string {
  return `event: ${event}\ndata:${data === undefined ? '' : ` ${JSON.stringify(data)}`}\n\n`;
}

function toldOf({ code }: Problem) {
  return { message: titleOf(code), extensions: { code } };
}
