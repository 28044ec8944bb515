import type { FastifyRequest } from 'fastify';
import type { RequestObserver } from './request-events.ts';

/** What a span says, besides its name and times. Nothing that a client chose, but what is of a fixed form. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** A span that is being recorded. */
export interface OpenSpan {
  /** Adds to what it says. */
  set(attributes: SpanAttributes): void;
  /** Marks it as failed, with a code. */
  fail(code: string): void;
  /** Where it stands, as W3C Trace Context writes it; undefined: it is recorded, and not sampled. */
  readonly traceparent: string | undefined;
}

/** Traces requests and what they cause. */
export interface Tracing {
  /** Begins the span of a request, and goes on within it. */
  begin(request: FastifyRequest, goOn: () => void): void;
  /** Goes on within the span of a request, after what may have lost it. */
  resume(request: FastifyRequest, goOn: () => void): void;
  /** An observer of all ends. */
  readonly ended: RequestObserver;
  /** Says of which GraphQL operation a request is: a name that may be a label. */
  named(request: FastifyRequest, operation: string): void;
  /** The id of the trace of a request; undefined: it is not recorded. */
  traceOf(request: FastifyRequest): string | undefined;
  /** Whether what runs now is recorded. */
  isRecording(): boolean;
  /** Does a job within a span of what runs now, or without one where that is not recorded. */
  within<T>(name: string, attributes: SpanAttributes, job: (span: OpenSpan | undefined) => Promise<T>): Promise<T>;
  /** Does a job of the worker within a trace of its own, as far as that is sampled, linked to what caused it: a traceparent; undefined: nothing that is known. */
  asJob<T>(name: string, attributes: SpanAttributes, cause: string | undefined, job: () => Promise<T>): Promise<T>;
}
