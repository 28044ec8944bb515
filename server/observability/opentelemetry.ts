import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { readActiveTraceBy } from './active-trace.ts';
import { readTraceparent, traceparentOf } from './traceparent.ts';
import type { OpenSpan, Tracing } from './tracing.ts';

/**
 * Traces by OpenTelemetry's API. What a span says is of a fixed form: methods, routes, statuses, codes, counts, digests; never a path, a header, an
 * address, a text of SQL or a message of an error.
 *
 * @param tracer - of the SDK that exports.
 * @param followsClients - whether the trace of a client that names one in `traceparent` is gone on with, its decision to sample included; otherwise it is
 *   linked to.
 */
export function openTracing(tracer: Tracer, followsClients: boolean): Tracing {
  const spans = new WeakMap<FastifyRequest, Span>();
  readActiveTraceBy(() => {
    const span = trace.getSpan(context.active());
    return span?.isRecording() ? traceparentOf(span.spanContext()) : undefined;
  });

  function begun(request: FastifyRequest): Span {
    const { method, headers, id, routeOptions } = request;
    const route = routeOptions.url;
    const outer = trace.getSpan(context.active());
    const told = outer ? undefined : readTraceparent(headers['traceparent']);
    const remote = told && { ...told, isRemote: true };
    const isFollowed = remote !== undefined && followsClients;
    const parent = isFollowed ? trace.setSpanContext(ROOT_CONTEXT, remote) : context.active();
    const attributes = {
      'http.request.method': method,
      ...(route === undefined ? {} : { 'http.route': route }),
      'rowseal.request.id': id,
    };
    const links = remote && !isFollowed ? [{ context: remote }] : [];
    const name = route === undefined ? method : `${method} ${route}`;
    return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes, links }, parent);
  }

  const inSpan = (request: FastifyRequest, goOn: () => void): void => {
    const span = spans.get(request);
    if (span) context.with(trace.setSpan(context.active(), span), goOn);
    else goOn();
  };

  return {
    begin: (request, goOn) => {
      spans.set(request, begun(request));
      inSpan(request, goOn);
    },
    resume: inSpan,
    ended: ({ request, status }) => {
      const span = spans.get(request);
      if (!span) return;
      if (status === 'aborted') span.setAttribute('error.type', status);
      else span.setAttribute('http.response.status_code', status);
      if (status !== 'aborted' && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    named: (request, operation) => void spans.get(request)?.setAttribute('graphql.operation.name', operation),
    traceOf: (request) => {
      const span = spans.get(request);
      return span?.isRecording() ? span.spanContext().traceId : undefined;
    },
    isRecording: () => trace.getSpan(context.active())?.isRecording() === true,
    within: async (name, attributes, job) => {
      const outer: Context = context.active();
      if (!trace.getSpan(outer)?.isRecording()) return job(undefined);
      return inside(tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, outer), job);
    },
    asJob: (name, attributes, cause, job) => {
      const place = readTraceparent(cause);
      const links = place ? [{ context: { ...place, isRemote: true } }] : [];
      return inside(tracer.startSpan(name, { kind: SpanKind.CONSUMER, root: true, attributes, links }), () => job());
    },
  };
}

/** Does a job within a span, which ends with it. */
async function inside<T>(span: Span, job: (span: OpenSpan) => Promise<T>): Promise<T> {
  const open = opened(span);
  try {
    return await context.with(trace.setSpan(context.active(), span), () => job(open));
  } catch (error) {
    open.fail(codeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

function opened(span: Span): OpenSpan {
  return {
    set: (attributes) => void span.setAttributes(attributes),
    fail: (code) => {
      span.setAttribute('error.type', code);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    traceparent: traceparentOf(span.spanContext()),
  };
}

/** A problem's code, a SQLSTATE, Node's code or the name of a class: never a message. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : error.name;
}
