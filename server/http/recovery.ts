import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { RecoveryGuard } from '../database/recovery-guard.ts';
import { atOnce } from './at-once.ts';
import { Problem } from './problem.ts';

/** Connections that outlive a promotion are asked as often; new ones are asked before anything else. */
const POLL_MS = 900;

/** Refuses everything but health while the database may have lost commits that revoked something. */
export const recovery = fp(
  async (app: FastifyInstance, { guard, look }: { guard: RecoveryGuard; look: () => Promise<void> }) => {
    // Where it cannot be asked, nothing is served anyway.
    const tryLook = () => look().catch(() => {});
    await tryLook();
    const timer = setInterval(tryLook, POLL_MS).unref();
    app.addHook('onReady', async () => guard.arm());
    app.addHook('onClose', async () => clearInterval(timer));
    app.addHook(
      'onRequest',
      atOnce((request) => {
        if (guard.isNeeded && !request.routeOptions.config.health) throw new Problem('recovery_needed');
      }),
    );
  },
);
