import { describe, expect, test } from 'vitest';
import { frequentLabels } from '#server/graphql/operation-labels.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { samplesOf } from '#test/support/metric-samples.ts';
import { recordedSpans } from '#test/support/recorded-spans.ts';

const NAME = /rowseal_graphql_operation_duration_seconds_count\{operation="(.*)"\}/;

/** How often operations were answered, by label. */
async function counted({ app }: Pick<Awaited<ReturnType<typeof demoApp>>, 'app'>): Promise<Record<string, number>> {
  const samples = [...samplesOf(await app.metrics.text())];
  return Object.fromEntries(
    samples.flatMap(([sample, value]) => {
      const [, name] = NAME.exec(sample) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

const titles = '{ allNotes(first: 1) { nodes { title } } }';

describe('operations of any document', async () => {
  const { tracing, taken } = recordedSpans();
  const demo = await demoApp({ tracing });
  const owner = { token: await demo.token('owner@acme.test'), workspace: 'acme' };

  test('are counted by their names, before and after the document is known', async () => {
    for (let n = 0; n < 3; n++) await demo.graphql(`query Titles ${titles}`, owner);
    await demo.graphql(titles, owner);
    await demo.graphql('query Broken { nothing }', owner);
    expect(await counted(demo)).toEqual({ Titles: 3, anonymous: 1 });
    await expect.poll(() => taken().map(({ attributes }) => attributes['graphql.operation.name'])).toContain('Titles');
  });

  test('of made-up names are a hundred series at most, and the name of a frequent one takes the place of a rare one', async () => {
    for (let n = 0; n < 150; n++) await demo.graphql(`query Made${n} ${titles}`, owner);
    const before = await counted(demo);
    expect(Object.keys(before).length).toBe(101);
    expect(before['other']).toBe(52);
    expect(before['Made149']).toBeUndefined();
    for (let n = 0; n < 5; n++) await demo.graphql(`query Made149 ${titles}`, owner);
    const after = await counted(demo);
    expect(Object.keys(after).length).toBe(101);
    expect(after['Made149']).toBe(5);
    expect(after['Titles']).toBe(3);
  });

  test('of long names are no label', async () => {
    const long = 'x'.repeat(65);
    await demo.graphql(`query ${long} ${titles}`, owner);
    expect(await counted(demo)).not.toHaveProperty(long);
  });
});

test('names of trusted documents are all labels', async () => {
  const names = Array.from({ length: 120 }, (_, n) => `Trusted${n}`);
  const trusted = new Map(names.map((name) => [name, `query ${name} ${titles}`]));
  const { DOCUMENT_DEFAULTS } = await import('#server/graphql/settings.ts');
  const demo = await demoApp({ documents: { ...DOCUMENT_DEFAULTS, trusted } });
  const headers = {
    authorization: `Bearer ${await demo.token('owner@acme.test')}`,
    'x-rowseal-workspace': 'acme',
  };
  for (const id of names) await demo.send({ method: 'POST', url: '/graphql', headers, payload: { id } });
  expect(Object.keys(await counted(demo)).sort()).toEqual(names.sort());
});

describe('the hundred most frequent names', () => {
  test('stay what they are under a flood of others', () => {
    const forgotten: string[] = [];
    const labels = frequentLabels((label) => forgotten.push(label));
    const usual = Array.from({ length: 100 }, (_, n) => `usual${n}`);
    for (let round = 0; round < 10; round++) for (const name of usual) labels.of(name);
    for (let n = 0; n < 50_000; n++) labels.of(`flood${n}`);
    // Who is counted among two thousand names is remembered; a flood of others pushes out what nobody asks for meanwhile.
    for (const name of usual) expect(labels.of(name)).toBe(name);
    expect(forgotten).toEqual([]);
  });

  test('give way, in time, to those that have become frequent', () => {
    const forgotten: string[] = [];
    const labels = frequentLabels((label) => forgotten.push(label));
    for (let n = 0; n < 100; n++) for (let times = 0; times < 1000; times++) labels.of(`old${n}`);
    for (let times = 0; times < 900; times++) labels.of('new');
    expect(labels.of('new')).toBe('new');
    expect(forgotten).toHaveLength(1);
  });
});
