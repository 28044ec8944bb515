import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { AccessTokens } from '../../credentials/access-tokens.ts';
import { presentedEntry } from '../../credentials/presented-entry.ts';
import { type Entry, type Gateway, isTokenEntry, NO_STATEMENT } from '../../database/gateway.ts';
import type { Issuer } from '../../database/issuer.ts';
import { requireEntry } from '../../http/authentication.ts';
import { callerOf } from '../../http/client-address.ts';
import { countGuess } from '../../http/denied-entries.ts';
import type { OpenStreams } from '../../http/open-streams.ts';
import { Problem, problemOf } from '../../http/problem.ts';
import { takeUpgrade, upgrades } from '../../http/upgrades.ts';
import { loggable } from '../../observability/logging.ts';
import { type OperationOptions, openOperations, SubscriptionRequest } from './operations.ts';
import { asEvents, asOneEvent, eventsOutlet } from './server-sent-events.ts';
import { waitingPlaces } from './waiting-places.ts';
import type { Caller, WebSockets } from './websocket.ts';

const PATH = '/graphql/stream';
const EVENTS = 'text/event-stream; charset=utf-8';

/** What subscriptions are served with. */
export interface StreamRoutesOptions extends OperationOptions {
  gateway: Gateway;
  issuer: Pick<Issuer, 'recordTokenGuess'>;
  tokens: AccessTokens;
  streams: OpenStreams;
  /** Speaks WebSocket; undefined: what it takes is not installed. */
  openWebSockets: typeof import('./websocket.ts').openWebSockets | undefined;
}

/**
 * GET /graphql/stream for WebSocket, and POST for server-sent events. Both are for every credential that enters, and neither takes a cookie, nor a
 * token in a URL. Pages of origins that are not on the list are refused.
 */
export const streamRoutes = fp(async (app: FastifyInstance, options: StreamRoutesOptions) => {
  const { streams } = options;
  const operations = openOperations(options);
  const config = { listedOrigins: true };

  app.post(
    PATH,
    { config: { ...config, asks: true }, schema: { hide: true, body: SubscriptionRequest } },
    async (request, reply) => {
      const entry = requireEntry(request);
      await options.gateway.query(entry, NO_STATEMENT);
      const stream = streams.open(entry, eventsOutlet(reply));
      try {
        const read = operations.read(request.body as SubscriptionRequest, stream);
        const answered = 'schema' in read ? await operations.run(read) : { errors: read };
        reply.type(EVENTS).headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
        if (!(Symbol.asyncIterator in answered)) {
          stream.left();
          return asOneEvent(answered);
        }
        streams.begun(request);
        return asEvents(answered, stream, reply);
      } catch (error) {
        stream.left();
        throw error;
      }
    },
  );

  const sockets = options.openWebSockets?.(operations);
  if (!sockets) return;
  await app.register(upgrades);
  app.get(PATH, { config: { ...config, public: true }, schema: { hide: true } }, serveSockets(sockets, options));
});

function serveSockets(sockets: WebSockets, options: StreamRoutesOptions) {
  const places = waitingPlaces();
  return async (request: FastifyRequest, reply: Parameters<typeof takeUpgrade>[0]) => {
    const settled = places.take(callerOf(request).ip);
    const upgrade = takeUpgrade(reply);
    if (!upgrade) {
      settled();
      throw new Problem('invalid_input', 'A WebSocket of the protocol graphql-transport-ws opens here');
    }
    upgrade.socket.once('close', settled);
    sockets.serve(request.raw, upgrade, bearerOf(request, options, settled));
    return reply;
  };
}

function bearerOf(request: FastifyRequest, options: StreamRoutesOptions, settled: () => void): Caller {
  const { gateway, issuer, tokens, streams } = options;
  const { limits } = request;
  const { ip, reqId: request_id } = callerOf(request);
  let entered: Entry | undefined;
  const count = () => {
    if (entered) limits?.accept(isTokenEntry(entered) ? `token ${entered.token_id}` : `session ${entered.sid}`);
  };
  return {
    entryOf: async (token, wanted) => {
      const entry = await presentedEntry(token, { wanted, ip, request_id }, tokens.verify);
      try {
        await gateway.query(entry, NO_STATEMENT);
      } catch (error) {
        throw await countGuess(entry, problemOf(error), issuer);
      }
      entered = entry;
      count();
      return entry;
    },
    count,
    open: (entry, outlet) => {
      const stream = streams.open(entry, outlet);
      settled();
      return stream;
    },
    failed: (error) => request.log.error({ err: loggable(error) }, 'a stream failed'),
  };
}
