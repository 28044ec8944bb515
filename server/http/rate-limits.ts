import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { isTokenEntry } from '../database/gateway.ts';
import { atOnce } from './at-once.ts';
import { addressOf } from './client-address.ts';
import { isJwt, nameOf, type Presented, presentedInBody, presentedInHeaders } from './presented-credential.ts';
import { Problem } from './problem.ts';
import { type Budget, type BudgetKey, createBudget } from './request-budget.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the request may go on, and what it has spent; null: it is not limited. */
    limits: RequestLimits | null;
  }
  interface FastifyContextConfig {
    /** Counts against the address though it succeeds: a login, and what makes accounts or mail. */
    costly?: boolean;
    /** A login: presents the token of a device, and nothing else. */
    login?: boolean;
    /** Carries a credential in its body or its cookie: whether that has succeeded before is seen once the body is read. */
    presents?: boolean;
  }
}

/** The limits of one request. */
export interface RequestLimits {
  /** The refusal, where its address has spent too much; undefined: it continues. */
  refusal: Problem | undefined;
  /** What it presents, once that is known; undefined: nothing by which it could be known again. */
  presented: Presented | undefined;
  /** Whether it has been counted already against what it presents. */
  isPaid: boolean;
  /**
   * What it presents holds: the request counts against that, and no longer against its address (but for what is costly).
   *
   * @param name - of what was authenticated; undefined: something that works once.
   * @param factor - how many times a session's requests it may make.
   * @throws Problem too_many_attempts.
   */
  accept(name?: string, factor?: number): void;
  /** As accept(), for what is done already, and so is not refused: how many seconds it was too early, 0 if it was not. */
  count(name?: string, factor?: number): number;
  /** Whether accept() would refuse it. */
  isSpent(name: string, factor?: number): boolean;
  /**
   * A login has succeeded: the next ones from that device go on when the address has spent too much.
   *
   * @param deviceToken - the one that the device was given; undefined: the one that it presents is known.
   */
  remember(deviceToken: string | undefined): void;
}

/** An OAuth client serves many people. */
export const CLIENT_FACTOR = 10;
/** A /48 may be shared by the customers of one provider; at another, each has one. */
const WIDER_FACTOR = 16;
const REMEMBERED = 20_000;
const REMEMBERED_MS = 60 * 60 * 1000;

/**
 * Limits requests before anything is done for them: a first fence around this process, far outside of the throttles that SQL keeps for logins
 * and guesses. Who presents nothing that holds is limited by address: an IPv4 address, or an IPv6 /64 and, with sixteen times as much, its
 * /48. POSTs that present or make credentials are held to a tenth. What is authenticated does not count against its address, but for logins; it
 * is limited by session, token or client, wherever it comes from. So where all clients come by way of one proxy, nobody is held up by the failures
 * of others: what has proved itself here within the hour goes on when the address has spent too much. That an answer was no refusal proves
 * nothing: the route says what held. Refresh tokens prove by their tag that we made them, to every server, and go on at once.
 *
 * @param perMinute - requests of one address, session or token; 0: any number.
 * @param isOurs - whether we made a refresh token, as its tag says.
 * @returns two plugins: the fence, before authentication; its settlement, after it.
 */
export function createRateLimits(perMinute: number, isOurs: (refreshToken: string) => boolean) {
  const everything = createBudget(perMinute);
  const credentials = createBudget(Math.ceil(perMinute / 10));
  const authenticated = createBudget(perMinute);
  const logins = createBudget(Math.ceil(perMinute / 10));
  const held = new LRUCache<string, true>({ max: perMinute === 0 ? 1 : REMEMBERED, ttl: REMEMBERED_MS });

  /** Lets a request go on whose address has spent too much, if what it presents is genuine or has held before. */
  function excuse(limits: RequestLimits, { login }: FastifyContextConfig): void {
    const { refusal, presented } = limits;
    if (!refusal || !presented || !(presented.isGenuine?.() ?? held.has(presented.name))) return;
    const budget = presented.isGenuine ? authenticated : login ? logins : undefined;
    if ((budget?.spend([{ name: presented.name, factor: 1 }]) ?? 0) > 0) return;
    limits.refusal = undefined;
    limits.isPaid = budget === authenticated;
  }

  function limitsOf(request: FastifyRequest): RequestLimits {
    const { url, config } = request.routeOptions;
    const networks = networksOf(addressOf(request));
    const presentsCredentials = request.method === 'POST' && (config.public || url?.startsWith('/v1/auth/'));
    let spent: Budget[] = [];
    let wait = 0;
    for (const budget of presentsCredentials ? [everything, credentials] : [everything]) {
      wait ||= budget.spend(networks);
      if (wait === 0) spent.push(budget);
    }
    return {
      refusal: wait === 0 ? undefined : new Problem('too_many_attempts', undefined, wait),
      presented: presentedInHeaders(request, isOurs),
      isPaid: false,
      accept(name, factor) {
        const over = this.count(name, factor);
        if (over > 0) throw new Problem('too_many_attempts', undefined, over);
      },
      count(name, factor = 1) {
        if (!config.costly) {
          for (const budget of spent) budget.refund(networks);
          spent = [];
        }
        if (name === undefined) return 0;
        if (this.presented && !this.presented.isGenuine) held.set(this.presented.name, true);
        if (this.isPaid && name === this.presented?.name) return 0;
        return authenticated.spend([{ name, factor }]);
      },
      isSpent: (name, factor = 1) => authenticated.isSpent({ name, factor }),
      remember(deviceToken) {
        const name = deviceToken === undefined ? this.presented?.name : nameOf('device', deviceToken);
        if (name !== undefined) held.set(name, true);
      },
    };
  }

  const fence = fp(async (app: FastifyInstance) => {
    app.decorateRequest('limits', null);
    warnOfProxies(app);
    if (perMinute === 0) return;
    app.addHook(
      'onRequest',
      atOnce((request) => {
        const { config } = request.routeOptions;
        if (config.health) return;
        const limits = limitsOf(request);
        request.limits = limits;
        excuse(limits, config);
        // Whether the signature of a JWT holds costs about as much to see as the refusal.
        const isSeenLater = config.presents || (isJwt(request) && !config.public && !request.is404);
        if (limits.refusal && !isSeenLater) throw limits.refusal;
      }),
    );
  });

  const settlement = fp(async (app: FastifyInstance) => {
    if (perMinute === 0) return;
    app.addHook(
      'onRequest',
      atOnce(({ limits, entry }) => {
        if (!limits || !entry) return;
        limits.refusal = undefined;
        limits.accept(isTokenEntry(entry) ? limits.presented?.name : `session ${entry.sid}`);
      }),
    );
    app.addHook('preValidation', async (request) => {
      const { limits, routeOptions } = request;
      if (!limits || !routeOptions.config.presents) return;
      limits.presented ??= presentedInBody(request.body, routeOptions.config, isOurs);
      excuse(limits, routeOptions.config);
      if (limits.refusal) throw limits.refusal;
    });
    app.addHook('onSend', ({ limits }, reply, payload, done) => {
      const { presented } = limits ?? {};
      if (presented && reply.statusCode === 401) held.delete(presented.name);
      done(null, payload);
    });
  });

  return { fence, settlement };
}

/**
 * The networks that an address is counted by: itself or its IPv6 /64, and its /48.
 *
 * @param address - as {@link addressOf} tells it.
 */
export function networksOf(address: string): BudgetKey[] {
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return [{ name: address, factor: 1 }];
  const groups = (parsed as ipaddr.IPv6).parts.map((part) => part.toString(16));
  return [
    { name: `${groups.slice(0, 4).join(':')}::/64`, factor: 1 },
    { name: `${groups.slice(0, 3).join(':')}::/48`, factor: WIDER_FACTOR },
  ];
}

/** Says once that a proxy is not believed: all its clients then share what one address may spend. */
function warnOfProxies(app: FastifyInstance): void {
  let warned = false;
  app.addHook(
    'onRequest',
    atOnce((request) => {
      if (warned || request.headers['x-forwarded-for'] === undefined) return;
      const { remoteAddress } = request.socket;
      if (addressOf(request) !== addressOf({ ip: remoteAddress ?? '', socket: request.socket })) return;
      warned = true;
      request.log.warn(
        { peer: remoteAddress },
        'X-Forwarded-For came from an address that is not trusted, and was ignored: if that is your proxy, add it to ROWSEAL_TRUSTED_PROXIES, ' +
          'or else all its clients share the limits of one address',
      );
    }),
  );
}
