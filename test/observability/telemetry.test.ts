import { describe, expect, test } from 'vitest';
import { metricProducer } from '#server/observability/metric-producer.ts';
import { createMetrics } from '#server/observability/metrics.ts';
import { openTelemetry } from '#server/observability/telemetry.ts';

const metrics = createMetrics();
const configured = (mode: 'off' | 'otlp' | 'host') => ({ mode, ratio: 1, followsClients: false });
const nothing = () => {};

describe('telemetry', () => {
  test('that is off loads nothing', async () => {
    const find = () => {
      throw new Error('nobody is to look for packages');
    };
    expect(await openTelemetry(configured('off'), metrics, nothing, find)).toBeUndefined();
  });

  test('whose packages are missing stops the start with the command that installs them', async () => {
    const find = (name: string) => {
      if (name.endsWith('/api')) return name;
      throw new Error('not found');
    };
    await expect(openTelemetry(configured('otlp'), metrics, nothing, find)).rejects.toThrow(
      /^ROWSEAL_TELEMETRY=otlp needs other packages: npm install @opentelemetry\/context-async-hooks@3\.1\.0 .*sdk-trace@3\.1\.0$/,
    );
    const host = await openTelemetry(configured('host'), metrics, nothing, find);
    expect(host?.tracing.isRecording()).toBe(false);
    await host?.stop();
  });

  test('exports the metrics of /metrics by the same names, a histogram with what is in each bucket alone', async () => {
    const own = createMetrics();
    own.loginJudged('ok');
    for (const seconds of [0.0001, 0.0001, 0.002, 20]) own.poolWaited('gateway', seconds);
    const { resourceMetrics, errors } = await metricProducer(own.samples).collect();
    expect(errors).toEqual([]);
    const exported = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const of = (name: string) => exported.find(({ descriptor }) => descriptor.name === name)?.dataPoints[0];
    expect(of('rowseal_logins_total')).toMatchObject({ attributes: { outcome: 'ok' }, value: 1 });
    const { value } = of('rowseal_pool_wait_seconds') ?? {};
    expect(value).toMatchObject({ count: 4, buckets: { counts: [2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] } });
    expect((value as { buckets: { boundaries: number[] } }).buckets.boundaries).toHaveLength(14);
    const names = (await own.text()).match(/(?<=^# HELP )\S+/gm) ?? [];
    const counted = exported.map(({ descriptor }) => descriptor.name);
    for (const name of names) expect(counted).toContain(name);
  });
});
