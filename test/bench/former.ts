import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Embedded, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import type { ServerProcess } from './child.ts';
import { childrenOf, cpuOf, cpuOfAll } from './cpu.ts';
import { Client, type Kind, kindsOf } from './former-requests.ts';
import { checkOut } from './former-tree.ts';
import { startProduct } from './product.ts';
import { printTable, spelled, spread, type Verdict } from './table.ts';

/** Requests under way at once. */
const AT_ONCE = 8;

interface FormerOptions {
  commit: string;
  tree?: string | undefined;
  rounds: number;
  only: string;
}

/** CPU of one request, in microseconds. */
interface Cost {
  node: number;
  postgres: number;
}

/** The product of one tree, on a PostgreSQL of its own. */
interface Side {
  measure(kind: number): Promise<Cost>;
  kinds: readonly Kind[];
  stop(): Promise<void>;
}

async function openSide(root: string | undefined): Promise<Side> {
  const cluster = await startEmbedded({ settings: { shared_buffers: '256MB', max_connections: '100' } });
  try {
    const settings = { masterKey: randomBytes(32).toString('base64'), publicUrl: 'https://bench.test' };
    const options = ['--demo=on'];
    const product = await startProduct({
      adminUrl: cluster.url(),
      settings,
      options,
      ...(root === undefined ? {} : { root }),
    });
    const client = new Client(product.url);
    const stop = async () => {
      client.close();
      await product.stop();
      await cluster.stop();
    };
    const kinds = await kindsOf(client).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return { kinds, stop, measure: (kind) => costOf(kinds[kind] as Kind, product, cluster) };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** What a slice of one kind of request costs, over all threads of the server and all processes of its PostgreSQL. */
async function costOf({ amount, send }: Kind, { pid }: ServerProcess, { dataDir }: Embedded): Promise<Cost> {
  const postmaster = Number.parseInt(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8'), 10);
  for (;;) {
    const backends = childrenOf(postmaster);
    const before = { node: cpuOf(pid), postgres: cpuOfAll(backends) };
    let left = amount;
    const one = async () => {
      while (left-- > 0) await send();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    // One that has come or gone meanwhile took its time with it.
    if (childrenOf(postmaster).join() !== backends.join()) continue;
    return { node: (cpuOf(pid) - before.node) / amount, postgres: (cpuOfAll(backends) - before.postgres) / amount };
  }
}

const totalOf = ({ node, postgres }: Cost): number => node + postgres;

/**
 * Table 7: what requests cost beside the same ones to the package as it was at a commit, each slice between two of the other.
 *
 * @param options - commit: which; tree: where it is checked out already, with its dependencies; rounds: slices of each kind and side;
 *   only: kinds whose names have this in them.
 */
export async function former({ commit, tree: directory, rounds, only }: FormerOptions): Promise<Verdict[]> {
  const tree = directory === undefined ? await checkOut(commit) : { directory, remove: async () => {} };
  const sides: Side[] = [];
  try {
    sides.push(await openSide(undefined));
    sides.push(await openSide(tree.directory));
    return await compare(sides as [Side, Side], commit, rounds, only);
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
    await tree.remove();
  }
}

async function compare([now, then]: [Side, Side], commit: string, rounds: number, only: string): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const rows: string[][] = [];
  for (const [index, { label, atMost }] of now.kinds.entries()) {
    if (!label.includes(only)) continue;
    const found: [now: Cost, then: Cost][] = [];
    // The first two are unmeasured: code is compiled, and connections are made.
    for (let round = -2; round < rounds; round++) {
      const first = round % 2 === 0 ? await now.measure(index) : undefined;
      const former = await then.measure(index);
      const pair: [Cost, Cost] = [first ?? (await now.measure(index)), former];
      if (round >= 0) found.push(pair);
    }
    const cells = (of: (cost: Cost) => number) => [
      ...([0, 1] as const).map((side) => spread(found.map((pair) => of(pair[side]))).median.toFixed(0)),
      spelled(
        found.map(([one, other]) => of(one) / of(other)),
        2,
      ),
    ];
    rows.push([label, ...cells(({ node }) => node), ...cells(({ postgres }) => postgres), ...cells(totalOf)]);
    const measured = spread(found.map(([one, other]) => totalOf(one) / totalOf(other))).median;
    verdicts.push({ requirement: `${label}: CPU beside ${commit}`, measured, atMost });
  }
  const heads = ['node', 'postgres', 'total'].flatMap((part) => [`${part} us`, 'former', 'ratio']);
  printTable(
    `former: CPU a request, and what it was at ${commit}; ${AT_ONCE} at once, ${rounds} rounds; ratios min / median / max`,
    ['request', ...heads],
    rows,
  );
  return verdicts;
}
