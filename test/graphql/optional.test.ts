import { expect, test } from 'vitest';
import { missingForWebSockets, requireTrustedDocuments, servingGraphql } from '#server/graphql/optional.ts';
import { freshDatabase } from '#test/support/database.ts';
import { serverOn } from '#test/support/demo-app.ts';

const absent = (name: string): never => {
  throw new Error(`Cannot find module '${name}'`);
};
const present = (name: string) => `/node_modules/${name}/index.js`;

test('without PostGraphile nothing is served, and what to install is said, unless GraphQL is turned off', () => {
  const missing = expect.stringMatching(/^npm install postgraphile@\d+\.\d+\.\d+$/);
  expect(servingGraphql(undefined, absent)).toEqual({ served: false, missing });
  expect(servingGraphql(false, absent)).toEqual({ served: false, missing: undefined });
});

test('without PostGraphile, who asks for GraphQL is told what to install', () => {
  expect(() => servingGraphql(true, absent)).toThrow(/PostGraphile is not installed: npm install postgraphile@/);
  expect(() => requireTrustedDocuments(absent)).toThrow(/: npm install @grafserv\/persisted@/);
});

test('with PostGraphile it is served, unless it is turned off: the control', () => {
  expect(servingGraphql(undefined, present)).toEqual({ served: true });
  expect(servingGraphql(true)).toEqual({ served: true });
  expect(servingGraphql(false, present)).toEqual({ served: false, missing: undefined });
});

test('without what speaks WebSocket, the command that installs it is said; with it nothing is missing: the control', () => {
  expect(missingForWebSockets(absent)).toMatch(/^npm install graphql-ws@\d+\.\d+\.\d+$/);
  expect(missingForWebSockets((name) => (name === 'ws' ? absent(name) : present(name)))).toMatch(/^npm install ws@/);
  expect(missingForWebSockets()).toBeUndefined();
});

test('a server without it answers 404 there, and its document has no such operation', async () => {
  const { send } = await serverOn(await freshDatabase(), { graphql: false });
  expect((await send({ method: 'POST', url: '/graphql', payload: { query: '{ __typename }' } })).status).toBe(404);
  const { body } = await send({ method: 'GET', url: '/v1/openapi.json' });
  expect(Object.keys(body.paths)).toContain('/v1/me');
  expect(Object.keys(body.paths)).not.toContain('/graphql');
});
