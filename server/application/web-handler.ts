import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';

/** What is known of a request besides itself. */
export interface RequestInfo {
  /** Whom the request came from: the socket's address, as the application's server saw it. Left out: nobody knows. */
  ip?: string | undefined;
}

/** Stands for an address that nobody knows: it is in no network that a credential lists, and no proxy that is trusted has it. */
const UNKNOWN = '0.0.0.0';

/** The end of the path whose answers are streams. */
const STREAM = '/graphql/stream';

/** What belongs to a connection and not to the answer (RFC 9110 section 7.6.1): the host has its own. */
const OF_CONNECTIONS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * Answers a request of the Web standard by the routes of an app that does not listen.
 *
 * @param app - ready.
 * @param request - with the path that browsers see.
 * @param info - see {@link RequestInfo}.
 */
export async function answerRequest(
  app: FastifyInstance,
  request: Request,
  { ip = UNKNOWN }: RequestInfo,
): Promise<Response> {
  const { pathname, search, host } = new URL(request.url);
  const { body, method } = request;
  const headers = headersOf(request, host);
  if (body && headers['content-length'] === undefined) headers['transfer-encoding'] = 'chunked';
  const payload = body ? { payload: Readable.fromWeb(body as ReadableStream) } : {};
  const asked: InjectOptions = {
    method: method as NonNullable<InjectOptions['method']>,
    url: pathname + search,
    headers: headers as NonNullable<InjectOptions['headers']>,
    remoteAddress: ip,
    ...payload,
  };
  if (pathname.endsWith(STREAM)) return streamedAnswer(await app.inject({ ...asked, payloadAsStream: true }));
  const answer = await app.inject(asked);
  const { statusCode: status, rawPayload } = answer;
  const hasBody = rawPayload.length > 0 && method !== 'HEAD' && status !== 204 && status !== 304;
  return new Response(hasBody ? new Uint8Array(rawPayload) : null, { status, headers: answerHeaders(answer.headers) });
}

/** An answer that goes on after it has begun. It ends when nobody reads it any more. */
function streamedAnswer(answer: LightMyRequestResponse): Response {
  const body = answer.stream();
  body.once('close', () => answer.raw.res.destroy());
  return new Response(Readable.toWeb(body) as ConstructorParameters<typeof Response>[0], {
    status: answer.statusCode,
    headers: answerHeaders(answer.headers),
  });
}

function headersOf({ headers }: Request, host: string): Record<string, string | undefined> {
  // Else the app would be told of an agent and a type that nobody sent.
  return { host, 'user-agent': undefined, 'content-type': undefined, ...Object.fromEntries(headers) };
}

function answerHeaders(given: Record<string, number | string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || OF_CONNECTIONS.has(name)) continue;
    for (const each of [value].flat()) headers.append(name, String(each));
  }
  return headers;
}
