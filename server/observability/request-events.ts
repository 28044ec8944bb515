import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/** The connection speaks another protocol from here on: that is the whole answer. */
const SWITCHED = 101;

/** How a request ended. */
export interface RequestEnd {
  request: FastifyRequest;
  /** The route's pattern, and never the path, which may hold what nobody should read; `none` where there is no such route. */
  route: string;
  /** The answer's status; `aborted` where the client did not wait for it. */
  status: number | 'aborted';
  seconds: number;
}

/** Told of the end of a request. */
export type RequestObserver = (end: RequestEnd) => void;

/**
 * Tells observers of the end of every request that Fastify sees, also of those that no route, hook or handler gets to see. What Fastify
 * would log of requests by itself names their URLs, and is left out.
 */
export class RequestEnds extends LogController {
  readonly #observers: readonly RequestObserver[];

  /** @param observers - told of each end. */
  constructor(observers: readonly RequestObserver[]) {
    super();
    this.#observers = observers;
  }

  override incomingRequest(request: FastifyRequest, { raw }: FastifyReply): void {
    const began = performance.now();
    raw.once('close', () => {
      const end: RequestEnd = {
        request,
        route: request.routeOptions.url ?? 'none',
        status: raw.writableEnded || raw.statusCode === SWITCHED ? raw.statusCode : 'aborted',
        seconds: (performance.now() - began) / 1000,
      };
      for (const observe of this.#observers) observe(end);
    });
  }

  override requestCompleted(): void {}
  override routeNotFound(): void {}
  override defaultErrorLog(): void {}
}
