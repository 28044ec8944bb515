import { expect, test } from 'vitest';
import { type PlacedState, recoveryGuard } from '#server/database/recovery-guard.ts';

const served = (place: string): PlacedState => ({
  state: 'served',
  era: place.slice(0, place.lastIndexOf(' ')),
  place,
});
const REFUSED: PlacedState = { state: 'recovery_needed', era: null, place: null };
/** A connection that answers when it is told to, once for each question. */
function connection() {
  const asked: { seen: string | null; answer: (said: PlacedState) => void }[] = [];
  const ask = (seen: string | null) =>
    new Promise<PlacedState>((resolve) => {
      asked.push({ seen, answer: resolve });
    });
  return { asked, ask };
}

test('an answer that a later sight overtook is asked for again, so that no old primary is served from beside the new one', async () => {
  const guard = recoveryGuard(() => {});
  guard.arm();
  const [toOld, toNew] = [connection(), connection()];
  const used = guard.require(toOld.ask);
  const looked = guard.look(toNew.ask);
  toNew.asked[0]?.answer(served('9 2 0/A000000'));
  await looked;
  toOld.asked[0]?.answer(served('9 1 0/B000000'));
  await expect.poll(() => toOld.asked.map(({ seen }) => seen)).toEqual([null, '9 2 0/A000000']);
  toOld.asked[1]?.answer(REFUSED);
  await expect(used).rejects.toThrow(expect.objectContaining({ code: 'recovery_needed' }));
  expect([guard.era, guard.isNeeded]).toEqual(['9 2', true]);
});

test('what was seen is kept while nothing is served, and until requests come that is no error', async () => {
  const guard = recoveryGuard(() => {});
  await guard.look(async () => served('9 1 0/A'));
  await guard.require(async () => REFUSED);
  expect(guard.isNeeded).toBe(true);
  let said: string | null = null;
  await guard.look(async (seen) => {
    said = seen;
    return served('10 1 0/B');
  });
  expect([said, guard.era, guard.isNeeded]).toEqual(['9 1 0/A', '10 1', false]);
});

test('many connections that open at once are asked once each, at one place or at places that grow', async () => {
  const guard = recoveryGuard(() => {});
  const opening = Array.from({ length: 40 }, connection);
  const looks = opening.map(({ ask }) => guard.look(ask));
  for (const [n, { asked }] of opening.entries())
    asked[0]?.answer(served(`9 1 ${n < 20 ? '0/FFFFFFFF' : `1/${(n - 20).toString(16)}`}`));
  await Promise.all(looks);
  expect(opening.map(({ asked }) => asked.length)).toEqual(Array(40).fill(1));
  const next = connection();
  guard.look(next.ask);
  expect(next.asked[0]?.seen).toBe('9 1 1/13');
});

test('an answer from an earlier place of one era is asked for again, and what was seen stays: of a snapshot that was put back', async () => {
  const guard = recoveryGuard(() => {});
  guard.arm();
  const [before, after] = [connection(), connection()];
  const used = guard.require(before.ask);
  await guard.look(async () => served('9 1 1/0'));
  before.asked[0]?.answer(served('9 1 0/FFFFFFFF'));
  await expect.poll(() => before.asked.map(({ seen }) => seen)).toEqual([null, '9 1 1/0']);
  before.asked[1]?.answer(REFUSED);
  await expect(used).rejects.toThrow(expect.objectContaining({ code: 'recovery_needed' }));
  guard.look(after.ask);
  expect(after.asked[0]?.seen).toBe('9 1 1/0');
});
