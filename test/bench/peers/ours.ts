import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../../server/app.ts';
import { named } from '../variants/base.ts';
import type { PeerSettings } from './settings.ts';

/** The product, unchanged: the guarded entrance, live authorisation, policies of `protect`. */
export function build({ gatewayUrl, issuerUrl, masterKey, publicUrl }: PeerSettings): Promise<FastifyInstance> {
  return buildApp({
    gatewayUrl: named(gatewayUrl, 'bench ours'),
    issuerUrl: named(issuerUrl, 'bench ours'),
    masterKey: Buffer.from(masterKey, 'base64'),
    publicUrl,
    schemas: ['app'],
    development: false,
    logLevel: 'warn',
  });
}
