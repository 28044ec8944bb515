import { randomUUID } from 'node:crypto';
import type { ClaimsEntry, Gateway } from '#server/database/gateway.ts';
import { openGateway } from '#server/database/gateway.ts';
import { entryOf } from '#server/database/sealed-claims.ts';
import { openFormerGateway } from '#test/support/former-gateway.ts';
import { cpuOf } from './cpu.ts';
import type { Installation } from './installation.ts';
import { printTable, spelled, type Verdict } from './table.ts';
import { openPipeline } from './variants/pipeline.ts';

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

/** Prints what one door costs beside another: medians of paired ratios. */
async function compare(title: string, doors: [Door, Door], entry: ClaimsEntry, rounds: number): Promise<void> {
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
    title,
    ['CPU of', 'smallest, median, largest'],
    [
      ['backend, ratio', spelled(ratios.backend, 2)],
      ['server, ratio', spelled(ratios.server, 2)],
      ['backend, microseconds more', spelled(ratios.added, 2)],
    ],
  );
}

/**
 * What a batch costs that nothing before it can turn, beside the batch as it was (decision 0005), and what pg's pipeline mode costs beside it.
 *
 * @param installation - what to measure on.
 * @param options - rounds: how often, each of them ten blocks of each.
 */
export async function entrance(installation: Installation, { rounds }: { rounds: number }): Promise<Verdict[]> {
  const [claims] = await installation.openSessions(1);
  if (!claims) throw new Error('no session was opened');
  const entry = entryOf(claims, undefined, { ip: '198.51.100.7', request_id: randomUUID() });
  const { gatewayUrl } = installation.settings;
  const batch = () => openGateway(gatewayUrl, { max: 1 });
  await compare(
    'a batch of `select 1`, beside the batch as it was',
    [openFormerGateway(gatewayUrl), batch()],
    entry,
    rounds,
  );
  await compare("the same in pg's pipeline mode, beside the batch", [batch(), openPipeline(gatewayUrl)], entry, rounds);
  return [];
}
