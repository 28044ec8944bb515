import { expect, test } from 'vitest';
import { keyWrap } from '#server/credentials/key-material.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

test('no id of a key is taken for an option by a command line', async () => {
  const wrap = keyWrap(TEST_MASTER_KEY);
  const ids = await Promise.all(Array.from({ length: 400 }, async () => (await wrap.make('EdDSA')).id));
  expect(ids.filter((id) => id.startsWith('-'))).toEqual([]);
  // The control: other characters of base64url begin ids, of which one in 64 was a dash.
  expect(new Set(ids.map((id) => id[0])).size).toBeGreaterThan(32);
});
