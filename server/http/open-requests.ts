import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestEnd } from '../observability/request-events.ts';

/** A request that has not been answered yet. */
export interface OpenRequest {
  reply: FastifyReply;
  /** When it came, by a clock that only goes forward; in milliseconds. */
  at: number;
}

/** Requests that have not been answered yet, the oldest first. */
export class OpenRequests {
  readonly #open = new Map<FastifyRequest, OpenRequest>();
  readonly #observers: (() => void)[] = [];

  get count(): number {
    return this.#open.size;
  }

  /** Takes note of a request. */
  came(request: FastifyRequest, reply: FastifyReply): void {
    this.#open.set(request, { reply, at: performance.now() });
  }

  /** Calls back whenever a request has ended. */
  onEnd(callback: () => void): void {
    this.#observers.push(callback);
  }

  /** Takes note of the end of one; an observer of all ends. */
  readonly ended = ({ request }: Pick<RequestEnd, 'request'>): void => {
    if (this.#open.delete(request)) for (const observe of this.#observers) observe();
  };

  /** A stream has begun, which is no request that waits for its answer. */
  streams(request: FastifyRequest): void {
    this.ended({ request });
  }

  /** The oldest of those that came after a moment. */
  next(moment: number): OpenRequest | undefined {
    for (const request of this.#open.values()) if (request.at > moment) return request;
    return undefined;
  }

  /** Those that came before a moment, or at it. */
  *before(moment: number): Iterable<FastifyReply> {
    for (const { reply, at } of this.#open.values()) {
      if (at > moment) return;
      yield reply;
    }
  }
}
