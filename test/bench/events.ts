import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { stopChild } from './child.ts';
import { openLane, runFor, viaPostgresJs } from './closed-loop.ts';
import type { Installation } from './installation.ts';
import { printTable, spelled, spread, type Verdict } from './table.ts';

const CONNECTIONS = 32;
const COMMIT = `select rowseal_private.record_event('benched', $1::uuid, $2::uuid, '{"session_id": "0193e5a8-0000-7000-8000-000000000000", "why": "bench"}', '192.0.2.1')`;

/**
 * What it costs those who write events that a worker seals, signs and announces them: in turns, with and without it.
 *
 * @param installation - what to measure on; durable.
 * @param options - of each turn, how long, and how many pairs of them.
 */
export async function events(
  { admin, adminUrl, settings }: Installation,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Verdict[]> {
  const [member] = await admin<{ user_id: string; workspace_id: string }[]>`
    select user_id, workspace_id from rowseal.memberships limit 1`;
  if (!member) throw new Error('nobody is a member');
  const values = [member.user_id, member.workspace_id];
  const startSealing = async () => {
    const child = fork(path.join(import.meta.dirname, 'sealing.ts'), {
      env: { ...process.env, BENCH_SETTINGS: JSON.stringify(settings) },
    });
    await once(child, 'message');
    return () => stopChild(child);
  };
  const caughtUp = async () => {
    while (
      (await admin<{ has_more: boolean }[]>`select has_more from rowseal_private.seal_events(10000)`)[0]?.has_more
    );
  };
  const lane = await openLane(() => viaPostgresJs(adminUrl), CONNECTIONS);
  const throughput = async () => {
    const { operations, seconds: lasted } = await runFor(lane, seconds, (one) => one.first(COMMIT, values));
    return operations / lasted;
  };
  const ratios: number[] = [];
  const [without, within]: [number[], number[]] = [[], []];
  await throughput();
  for (let n = 0; n < rounds; n++) {
    const before = await throughput();
    await caughtUp();
    const stop = await startSealing();
    const sealed = await throughput();
    await stop();
    await caughtUp();
    const after = await throughput();
    without.push(before, after);
    within.push(sealed);
    ratios.push((2 * sealed) / (before + after));
  }
  await lane.close();
  printTable(
    `commits a second of ${CONNECTIONS} connections in one workspace, each with an event`,
    ['', 'smallest, median, largest'],
    [
      ['that nothing seals and nothing announces', spelled(without, 0)],
      ['that a worker seals, signs and announces', spelled(within, 0)],
      ['ratio', spelled(ratios, 2)],
    ],
  );
  return [
    {
      requirement: 'commits whose events are sealed, beside the same unsealed',
      measured: spread(ratios).median,
      atLeast: 0.9,
    },
  ];
}
