import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers whoever watches over this process: never limited, nor turned away under load. */
    health?: boolean;
  }
}

const EVERY_MS = 250;
const LATE_MS = 1_000;

/**
 * Turns requests away, before anything is done for them, while each turn of the event loop takes more than a second: new requests would wait
 * behind all that it has taken on. What waits for the database or for a derivation is bounded where it waits.
 */
export const overload = fp(async (app: FastifyInstance) => {
  let timer: NodeJS.Timeout | undefined;
  // One late turn may be a single long step; two in a row are a state.
  let lateTurns = 0;

  app.addHook('onReady', async () => {
    let last = performance.now();
    timer = setInterval(() => {
      const now = performance.now();
      lateTurns = now - last > EVERY_MS + LATE_MS ? lateTurns + 1 : 0;
      last = now;
    }, EVERY_MS).unref();
  });
  app.addHook('onClose', async () => clearInterval(timer));

  app.addHook('onRequest', async (request) => {
    if (lateTurns > 1 && !request.routeOptions.config.health) throw new Problem('overloaded');
  });
});
