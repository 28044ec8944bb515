import { setTimeout as sleep } from 'node:timers/promises';
import { stopChild } from './child.ts';
import { cpuOf } from './cpu.ts';
import type { Installation } from './installation.ts';
import { buildPackage } from './package.ts';
import { beginStart, type Product } from './product.ts';
import { printTable, quantile, spelled, type Verdict } from './table.ts';

const NOTES = '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }';
const LEAN = { options: ['--worker=off'], env: { ROWSEAL_GRAPHQL: 'off' } };

/** How far a start has come, in milliseconds: by the clock, and of a processor. */
interface Reached {
  wall: number;
  processor: number;
}

/** What a start came to until the first answer of REST, and of GraphQL. */
interface Start {
  rest: Reached;
  graphql: Reached | undefined;
}

/**
 * Table: how long an installed database takes to be served, from the start of the process to its first answers. What a process of before has
 * compiled is there, and each form's first start, without it, is a row of its own.
 *
 * @param installation - what to serve.
 * @param options - rounds: how often each form is started.
 */
export async function start(installation: Installation, { rounds }: { rounds: number }): Promise<Verdict[]> {
  const [token = ''] = await installation.sign(await installation.openSessions(1));
  const built = buildPackage();
  const { adminUrl, settings } = installation;
  const product = { adminUrl, settings };
  const packed = { ...product, root: built.root, command: built.command };
  const forms: [name: string, product: Product][] = [
    ['the package, neither GraphQL nor worker', { ...packed, ...LEAN }],
    ['the package', packed],
    ['a checkout, by npm start', product],
  ];
  const firsts = new Map<string, Start[]>();
  const others = new Map<string, Start[]>(forms.map(([name]) => [name, []]));
  try {
    for (const [name, form] of forms)
      firsts.set(name, [await measured({ ...form, env: { ...form.env, NODE_DISABLE_COMPILE_CACHE: '1' } }, token)]);
    for (const [, form] of forms) await measured(form, token);
    for (let round = 0; round < rounds; round++)
      for (const [name, form] of forms) others.get(name)?.push(await measured(form, token));
  } finally {
    built.remove();
  }
  printTable(
    `start of an installed database, ms: least / median / most of ${rounds}`,
    ['', 'first REST answer', 'of a processor', 'first GraphQL answer', 'of a processor'],
    [...others].flatMap(([name, starts]) => [row(name, starts), row(`  compiled anew`, firsts.get(name) ?? [])]),
  );
  const median = (name: string, of: (start: Start) => number) => quantile((others.get(name) ?? []).map(of), 0.5);
  return [
    {
      requirement: 'start to the first REST answer, ms',
      atMost: 800,
      measured: median('the package, neither GraphQL nor worker', ({ rest }) => rest.wall),
    },
    {
      requirement: 'start to the first REST answer, with GraphQL and worker, ms',
      atMost: 800,
      measured: median('the package', ({ rest }) => rest.wall),
    },
    {
      requirement: 'start to the first GraphQL answer, ms',
      atMost: 1500,
      measured: median('the package', ({ graphql }) => graphql?.wall ?? Number.NaN),
    },
    {
      requirement: 'start to the first GraphQL answer of a checkout, ms',
      atMost: 1500,
      measured: median('a checkout, by npm start', ({ graphql }) => graphql?.wall ?? Number.NaN),
    },
  ];
}

function row(name: string, starts: readonly Start[]): string[] {
  const graphql = starts.flatMap((start) => start.graphql ?? []);
  const told = (reached: readonly Reached[], of: keyof Reached) =>
    reached.length === 0
      ? '–'
      : spelled(
          reached.map((one) => one[of]),
          0,
        );
  const rest = starts.map((start) => start.rest);
  return [name, told(rest, 'wall'), told(rest, 'processor'), told(graphql, 'wall'), told(graphql, 'processor')];
}

/** Starts a form once, and asks as soon as it listens. */
async function measured(product: Product, token: string): Promise<Start> {
  const began = performance.now();
  const { url, child } = await beginStart(product);
  const authorization = `Bearer ${token}`;
  try {
    while (!(await answers(`${url}/v1/me`, { headers: { authorization } }))) {
      if (child.exitCode !== null) throw new Error('the product did not start');
      await sleep(5);
    }
    const reached = (): Reached => ({ wall: performance.now() - began, processor: cpuOf(child.pid ?? 0) / 1_000 });
    const rest = reached();
    if (product.env?.['ROWSEAL_GRAPHQL'] === 'off') return { rest, graphql: undefined };
    await firstNotes(url, authorization);
    return { rest, graphql: reached() };
  } finally {
    await stopChild(child);
  }
}

async function firstNotes(url: string, authorization: string): Promise<void> {
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: NOTES }) });
  const { data } = (await answer.json()) as { data?: { allNotes: { nodes: unknown[] } } };
  if (!data || data.allNotes.nodes.length === 0) throw new Error('no notes were answered');
}

async function answers(url: string, request: RequestInit): Promise<boolean> {
  return fetch(url, request).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );
}
