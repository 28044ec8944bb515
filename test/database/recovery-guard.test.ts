import { expect, test } from 'vitest';
import { type PlacedState, recoveryGuard } from '#server/database/recovery-guard.ts';

const served = (place: string): PlacedState => ({ state: 'served', era: place.charAt(0), place });
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
  toNew.asked[0]?.answer(served('2 promoted'));
  await looked;
  toOld.asked[0]?.answer(served('1 old'));
  await expect.poll(() => toOld.asked.map(({ seen }) => seen)).toEqual([null, '2 promoted']);
  toOld.asked[1]?.answer(REFUSED);
  await expect(used).rejects.toThrow(expect.objectContaining({ code: 'recovery_needed' }));
  expect([guard.era, guard.isNeeded]).toEqual(['2', true]);
});

test('what was seen is kept while nothing is served, and until requests come that is no error', async () => {
  const guard = recoveryGuard(() => {});
  await guard.look(async () => served('1 here'));
  await guard.require(async () => REFUSED);
  expect(guard.isNeeded).toBe(true);
  let said: string | null = null;
  await guard.look(async (seen) => {
    said = seen;
    return served('2 recovered');
  });
  expect([said, guard.era, guard.isNeeded]).toEqual(['1 here', '2', false]);
});
