import { expect, onTestFinished, test } from 'vitest';
import { restingInMaintenance } from '#server/worker/resting.ts';

/** A database that says whether the mode is on, and remembers what it is shown; and a part that says when it is stopped. */
async function resting(isOn: boolean) {
  const mode = { isOn };
  const said: string[] = [];
  const showWork = async (works: boolean) => {
    said.push(works ? 'at work' : 'at rest');
    return mode.isOn ? 30 : null;
  };
  const start = async () => ({ stop: async () => void said.push('stopped') });
  const worker = await restingInMaintenance({ showWork }, start, () => {}, 1);
  onTestFinished(async () => void (await worker.stop()));
  return { mode, said };
}

test('what is at work shows so at each look, or maintenance mode would not wait for it', async () => {
  const { mode, said } = await resting(false);
  await expect.poll(() => said.length).toBeGreaterThan(3);
  expect(new Set(said)).toEqual(new Set(['at work']));
  mode.isOn = true;
  await expect.poll(() => said).toContain('at rest');
  expect(said.slice(said.indexOf('stopped')).slice(0, 2)).toEqual(['stopped', 'at rest']);
  expect(new Set(said.slice(0, said.indexOf('stopped')))).toEqual(new Set(['at work']));
});

test('what rests shows so at each look, and that it is at work before it begins again', async () => {
  const { mode, said } = await resting(true);
  await expect.poll(() => said.length).toBeGreaterThan(3);
  expect([...new Set(said)]).toEqual(['at work', 'at rest']);
  expect(said.filter((state) => state === 'at work')).toHaveLength(1);
  mode.isOn = false;
  const before = said.length;
  await expect.poll(() => said.length).toBeGreaterThan(before + 4);
  expect(said.slice(said.lastIndexOf('at rest') + 1).length).toBeGreaterThan(1);
});
