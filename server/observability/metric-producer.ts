import { type HrTime, ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { VERSION } from '../manifest.ts';
import type { MetricSample, MetricSamples } from './metrics.ts';

/**
 * What this process counts, as OpenTelemetry's SDK takes it from another source than its own instruments. Names stay as they are on /metrics.
 *
 * @param samples - reads all of it.
 */
export function metricProducer(samples: () => Promise<MetricSamples[]>): MetricProducer {
  const startTime = now();
  return {
    collect: async () => {
      const endTime = now();
      const metrics = (await samples()).flatMap((metric) => dataOf(metric, { startTime, endTime }));
      return {
        resourceMetrics: {
          resource: emptyResource(),
          scopeMetrics: [{ scope: { name: 'rowseal', version: VERSION }, metrics }],
        },
        errors: [],
      };
    },
  };
}

type Times = Pick<DataPoint<number>, 'startTime' | 'endTime'>;

function dataOf({ name, help, type, values }: MetricSamples, times: Times): MetricData[] {
  const common = {
    descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const points = () => values.map(({ value, labels }) => ({ ...times, attributes: labels, value }));
  switch (type) {
    case 'counter':
      return [{ ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() }];
    case 'gauge':
      return [{ ...common, dataPointType: DataPointType.GAUGE, dataPoints: points() }];
    case 'histogram':
      return [{ ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(values, times) }];
    default:
      return [];
  }
}

/** Prometheus counts in each bucket what is in those below it too; OpenTelemetry does not. */
function histograms(values: readonly MetricSample[], times: Times): DataPoint<Histogram>[] {
  const series = new Map<string, { attributes: MetricSample['labels']; samples: MetricSample[] }>();
  for (const sample of values) {
    const { le: _, ...attributes } = sample.labels;
    const key = JSON.stringify(attributes);
    const known = series.get(key) ?? { attributes, samples: [] };
    known.samples.push(sample);
    series.set(key, known);
  }
  return [...series.values()].map(({ attributes, samples }) => ({ ...times, attributes, value: histogramOf(samples) }));
}

function histogramOf(samples: readonly MetricSample[]): Histogram {
  const buckets = samples.filter(({ metricName }) => metricName?.endsWith('_bucket'));
  const ending = (suffix: string) => samples.find(({ metricName }) => metricName?.endsWith(suffix))?.value ?? 0;
  return {
    buckets: {
      boundaries: buckets.map(({ labels }) => Number(labels['le'])).filter(Number.isFinite),
      counts: buckets.map(({ value }, at) => value - (buckets[at - 1]?.value ?? 0)),
    },
    sum: ending('_sum'),
    count: ending('_count'),
  };
}

function now(): HrTime {
  const ms = Date.now();
  return [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];
}
