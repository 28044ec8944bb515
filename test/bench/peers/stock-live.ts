import type { FastifyInstance } from 'fastify';
import { stock } from './postgraphile.ts';
import type { PeerSettings } from './settings.ts';

export function build(settings: PeerSettings): Promise<FastifyInstance> {
  return stock(settings, { name: 'stock-live', schema: 'peer_live', isCaching: true });
}
