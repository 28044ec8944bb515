import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { atOnce } from './at-once.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers monitoring: never limited, nor refused under load. */
    health?: boolean;
  }
}

const EVERY_MS = 250;
const LATE_MS = 1_000;

/** Tells whether the event loop lags. */
export interface LagMeter {
  /** Called at each turn of a timer that is due every 250 ms; with the milliseconds of a clock that only goes forward. */
  turned(now: number): void;
  isLagging(): boolean;
}

/**
 * Measures the event loop by how late a timer is.
 *
 * @param start - the clock's milliseconds now.
 */
export function lagMeter(start: number): LagMeter {
  let last = start;
  // One late turn may be a single long step; two in a row are a state.
  let lateTurns = 0;
  return {
    turned: (now) => {
      lateTurns = now - last > EVERY_MS + LATE_MS ? lateTurns + 1 : 0;
      last = now;
    },
    isLagging: () => lateTurns > 1,
  };
}

/**
 * Refuses requests, before anything is done for them, while each turn of the event loop takes more than a second: new requests would wait
 * behind all that it has begun. What waits for the database or for a derivation is bounded where it waits.
 *
 * Option `isLagging`: asked instead of measuring.
 */
export const overload = fp(async (app: FastifyInstance, given: { isLagging?: (() => boolean) | undefined }) => {
  let isLagging = given.isLagging ?? (() => false);

  if (!given.isLagging) {
    let timer: NodeJS.Timeout | undefined;
    app.addHook('onReady', async () => {
      const meter = lagMeter(performance.now());
      isLagging = meter.isLagging;
      timer = setInterval(() => meter.turned(performance.now()), EVERY_MS).unref();
    });
    app.addHook('onClose', async () => clearInterval(timer));
  }

  app.addHook(
    'onRequest',
    atOnce((request) => {
      if (isLagging() && !request.routeOptions.config.health) throw new Problem('overloaded');
    }),
  );
});
