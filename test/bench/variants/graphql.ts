import type { FastifyInstance } from 'fastify';
import { buildApp } from '#server/app.ts';
import type { ServerSettings } from '#test/bench/installation.ts';
import { named } from './base.ts';

/** The product, unchanged. */
export function build({ gatewayUrl, issuerUrl, masterKey, publicUrl }: ServerSettings): Promise<FastifyInstance> {
  return buildApp({
    gatewayUrl: named(gatewayUrl, 'bench graphql'),
    issuerUrl,
    masterKey: Buffer.from(masterKey, 'base64'),
    publicUrl,
    schemas: ['app'],
    development: false,
    logLevel: 'warn',
  });
}
