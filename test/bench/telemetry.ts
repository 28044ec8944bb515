import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServerProcess, startVariant } from './child.ts';
import { graphqlRequest, type Measured, measureSlice, titles } from './http.ts';
import type { Installation } from './installation.ts';
import { printTable, spelled, spread, type Verdict } from './table.ts';

const USERS = 200;

/** What is recorded, in parts of all requests; off: no telemetry. */
const RATIOS = ['off', '0', '0.1', '1'] as const;

/**
 * What OpenTelemetry costs: the same read by GraphQL without it, and with none, a tenth and all of the requests recorded, to a collector that throws
 * away what it gets.
 *
 * @param installation - what to measure on.
 * @param options - seconds: of a slice; rounds: slices a variant.
 */
export async function telemetry(
  installation: Installation,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Verdict[]> {
  const tokens = await installation.sign(await installation.openSessions(USERS));
  const requests = tokens.map(graphqlRequest);
  const collector = await startSink();
  const servers = new Map<string, ServerProcess>();
  const results = new Map<string, Measured[]>(RATIOS.map((ratio) => [ratio, []]));
  const slice = (ratio: string, server: ServerProcess, length: number) =>
    measureSlice(installation, ratio === 'off' ? 'graphql' : `traced ${ratio}`, server, requests, length);
  try {
    for (const ratio of RATIOS) {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, BENCH_TRACE_RATIO: ratio };
      const server = await startVariant(ratio === 'off' ? 'graphql' : 'traced', installation.settings, env);
      servers.set(ratio, server);
      if (requests[0]) await titles(server.url, requests[0]);
      await slice(ratio, server, 2);
    }
    for (let round = 0; round < rounds; round++) {
      // What runs first in a round runs last in the next.
      const order = round % 2 === 0 ? [...servers] : [...servers].reverse();
      for (const [ratio, server] of order) results.get(ratio)?.push(await slice(ratio, server, seconds));
    }
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
    collector.stop();
  }
  return report(results, `${rounds} rounds of ${seconds} s`);
}

function report(results: ReadonlyMap<string, Measured[]>, conditions: string): Verdict[] {
  const off = results.get('off') ?? [];
  const ratios = (ratio: string, key: keyof Measured) =>
    (results.get(ratio) ?? []).map((one, round) => one[key] / (off[round]?.[key] ?? Number.NaN));
  const keys = ['node', 'postgres', 'total'] as const;
  printTable(
    `telemetry: CPU a request, ${conditions}; ratio to the same round without; min / median / max`,
    ['requests recorded', ...keys],
    RATIOS.slice(1).map((ratio) => [ratio, ...keys.map((key) => spelled(ratios(ratio, key), 2))]),
  );
  const median = (ratio: string) => spread(ratios(ratio, 'total')).median;
  return [
    { requirement: 'telemetry that records nothing: CPU a request / off', measured: median('0'), atMost: 1.1 },
    { requirement: 'telemetry that records a tenth: CPU a request / off', measured: median('0.1'), atMost: 1.15 },
  ];
}

async function startSink(): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => void server.close() };
}
