import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type ClaimsEntry, entranceOf } from '#server/database/entry.ts';

const someone = (): ClaimsEntry => ({
  sub: randomUUID(),
  sid: randomUUID(),
  workspace: undefined,
  scope: undefined,
  exp: '1796140000',
  seal_key: 'k1',
  seal: randomBytes(32).toString('hex'),
  wanted: 'acme',
  ip: '192.0.2.1',
  request_id: randomUUID(),
});

test('what is remembered of a token keeps its own bytes, and no block that others share', () => {
  const entry = someone();
  const first = entranceOf(entry);
  const again = entranceOf({ ...entry, request_id: randomUUID() });
  expect(again.parameters).toBe(first.parameters);
  expect(again.parameters.buffer.byteLength).toBe(again.parameters.length);
});

test('small buffers do share blocks: the control', () => {
  const { asked } = entranceOf(someone());
  expect(asked.buffer.byteLength).toBeGreaterThan(asked.length);
});
