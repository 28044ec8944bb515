import type { ClaimsEntry, Gateway } from '#server/database/gateway.ts';
import { openGateway } from '#server/database/gateway.ts';
import { openFormerGateway } from '#test/support/former-gateway.ts';
import { cpuOf } from './cpu.ts';
import { entryOf, type Installation } from './installation.ts';
import { printTable, spelled, type Verdict } from './table.ts';

const TURNS = 60;
const STATEMENT = { text: 'select 1 as one', values: [], name: 'one' };

type Door = Pick<Gateway, 'query' | 'close'>;

/** CPU microseconds of backend and server for each batch of a row of them. */
async function block(door: Door, pid: number, entry: ClaimsEntry): Promise<[backend: number, server: number]> {
  const before = [cpuOf(pid), process.cpuUsage()] as const;
  for (let n = 0; n < TURNS; n++) await door.query({ ...entry }, STATEMENT);
  const { user, system } = process.cpuUsage(before[1]);
  return [(cpuOf(pid) - before[0]) / TURNS, (user + system) / TURNS];
}

/**
 * What a batch costs that nothing before it can turn, beside the batch as it was (decision 0005): medians of paired ratios.
 *
 * @param installation - what to measure on.
 * @param options - rounds: how often, each of them ten blocks of each.
 */
export async function entrance(installation: Installation, { rounds }: { rounds: number }): Promise<Verdict[]> {
  const [claims] = await installation.openSessions(1);
  if (!claims) throw new Error('no session was opened');
  const entry = entryOf(claims);
  const doors: [Door, Door] = [
    openFormerGateway(installation.settings.gatewayUrl),
    openGateway(installation.settings.gatewayUrl, { max: 1 }),
  ];
  const pids = await Promise.all(
    doors.map(async (door) => {
      const { rows } = await door.query({ ...entry }, { text: 'select pg_backend_pid() as pid', values: [] });
      return Number(rows[0]?.pid);
    }),
  );
  const ratios: { backend: number[]; server: number[]; added: number[] } = { backend: [], server: [], added: [] };
  for (const [n, door] of doors.entries()) await block(door, pids[n] ?? 0, entry);
  for (let n = 0; n < rounds * 10; n++) {
    const before = await block(doors[0], pids[0] ?? 0, entry);
    const now = await block(doors[1], pids[1] ?? 0, entry);
    const after = await block(doors[0], pids[0] ?? 0, entry);
    const backend = (before[0] + after[0]) / 2;
    ratios.backend.push(now[0] / backend);
    ratios.server.push((2 * now[1]) / (before[1] + after[1]));
    ratios.added.push(now[0] - backend);
  }
  await Promise.all(doors.map((door) => door.close()));
  printTable(
    'a batch of `select 1`, beside the batch as it was',
    ['CPU of', 'smallest, median, largest'],
    [
      ['backend, ratio', spelled(ratios.backend, 2)],
      ['server, ratio', spelled(ratios.server, 2)],
      ['backend, microseconds more', spelled(ratios.added, 2)],
    ],
  );
  return [];
}
