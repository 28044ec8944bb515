import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import type { ServerSettings } from '#test/bench/installation.ts';
import { bareApp, named, POOL_SIZE } from './base.ts';

/** The read with nothing around it: nobody is asked who they are, no transaction, no row-level security. */
export async function build({ floorUrl }: ServerSettings): Promise<FastifyInstance> {
  const app = await bareApp();
  const pool = new pg.Pool({ connectionString: named(floorUrl, 'bench floor'), max: POOL_SIZE });
  const text = `select title, created_at as "createdAt" from app_floor.notes
                 where workspace_id = $1 order by created_at desc limit 20`;
  app.get('/notes', async (request) => {
    const { rows } = await pool.query({ name: 'newest', text, values: [request.headers['x-workspace']] });
    return rows;
  });
  return app;
}
