import type { FastifyInstance } from 'fastify';
import { requireEntry } from '../authentication.ts';
import type { Gateway } from '../gateway.ts';

/** Who the caller is, and what they may do here. */
export async function meRoutes(app: FastifyInstance, { gateway }: { gateway: Gateway }): Promise<void> {
  app.get('/v1/me', async (request, reply) => {
    const { rows } = await gateway.query(requireEntry(request), {
      name: 'me',
      text: 'select rowseal.me() as me',
      values: [],
    });
    return reply.header('cache-control', 'no-store').send(rows[0].me);
  });
}
