import { describe, expect, test } from 'vitest';
import { readConfiguration } from '#server/env.ts';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';

const production = { NODE_ENV: 'production', ROWSEAL_PUBLIC_URL: 'https://auth.example.com' };

describe('production', () => {
  test('says where it is: it does not issue tokens for localhost because nobody told it anything else', () => {
    expect(() => readConfiguration({ NODE_ENV: 'production' })).toThrow(/^ROWSEAL_PUBLIC_URL is missing/);
    expect(readConfiguration(production).publicUrl).toBe('https://auth.example.com');
  });

  test('development need not: the control', () => {
    expect(readConfiguration({}).publicUrl).toBeUndefined();
  });
});

describe('GraphQL', () => {
  test('is asked for by name, or by what is set for it; otherwise it depends on what is installed', () => {
    const asked = (env: Record<string, string>) => readConfiguration(env).graphql;
    expect(asked({})).toBeUndefined();
    expect(asked({ ROWSEAL_GRAPHQL: 'on' })).toBe(true);
    expect(asked({ ROWSEAL_EXPOSE: 'app' })).toBe(true);
    expect(asked({ ROWSEAL_GRAPHQL_DOCUMENTS: 'documents' })).toBe(true);
    expect(asked({ ROWSEAL_GRAPHQL_PRESET: './preset.js' })).toBe(true);
    expect(asked({ ROWSEAL_GRAPHQL: 'off', ROWSEAL_EXPOSE: 'app' })).toBe(false);
  });
});

describe('ROWSEAL_EXPOSE', () => {
  test.each([
    'rowseal',
    'rowseal_private',
    'rowseal_audit',
    'rowseal_test',
    'graphile_worker_rowseal',
    'graphile_worker',
    'graphile_migrate',
    'pg_catalog',
    'pg_toast',
    'pg_temp_3',
    'information_schema',
    'app,rowseal_private',
  ])('%s is refused', (value) => {
    expect(() => readConfiguration({ ROWSEAL_EXPOSE: value })).toThrow(/^ROWSEAL_EXPOSE must not name/);
  });

  test('schemas of an application are taken: the control', () => {
    for (const value of ['app', 'public', 'app,rowseals', 'my_pg_data'])
      expect(readConfiguration({ ROWSEAL_EXPOSE: value }).expose).toEqual(value.split(','));
    expect(readConfiguration({}).expose).toBeUndefined();
  });
});

describe('GraphQL documents', () => {
  test('are bounded without being told', () => {
    expect(readConfiguration(production).documents).toEqual({
      ...DOCUMENT_DEFAULTS,
      shortcuts: true,
      introspection: false,
      folder: undefined,
      people: true,
      streams: { total: 1_000, each: 50 },
      preset: undefined,
    });
    expect(readConfiguration({}).documents.introspection).toBe(true);
  });

  test('are bounded as told', () => {
    const { documents } = readConfiguration({
      ...production,
      ROWSEAL_GRAPHQL_MAX_BYTES: '1',
      ROWSEAL_GRAPHQL_MAX_DEPTH: '2',
      ROWSEAL_GRAPHQL_MAX_ALIASES: '3',
      ROWSEAL_GRAPHQL_MAX_FIELDS: '4',
      ROWSEAL_GRAPHQL_MAX_PAGE: '5',
      ROWSEAL_GRAPHQL_MAX_VALUES: '7',
      ROWSEAL_GRAPHQL_MAX_ARGUMENT_BYTES: '8',
      ROWSEAL_GRAPHQL_CACHE_MB: '6',
      ROWSEAL_GRAPHQL_INTROSPECTION: 'on',
      ROWSEAL_GRAPHQL_SHORTCUTS: 'off',
      ROWSEAL_GRAPHQL_DOCUMENTS: 'documents',
      ROWSEAL_GRAPHQL_PEOPLE: 'off',
      ROWSEAL_GRAPHQL_PRESET: './preset.js',
      ROWSEAL_STREAMS: '10',
      ROWSEAL_STREAMS_EACH: '9',
    });
    expect(documents).toEqual({
      limits: {
        bytes: 1,
        depth: 2,
        aliases: 3,
        fields: 4,
        page: 5,
        order: 16,
        values: 7,
        argumentBytes: 8,
        identifier: 4_000,
      },
      cacheBytes: 6_000_000,
      shortcuts: false,
      introspection: true,
      folder: 'documents',
      people: false,
      streams: { total: 10, each: 9 },
      preset: './preset.js',
    });
    expect(readConfiguration({ ROWSEAL_GRAPHQL_INTROSPECTION: 'off' }).documents.introspection).toBe(false);
  });

  test.each([
    ['ROWSEAL_GRAPHQL_MAX_BYTES', '0'],
    ['ROWSEAL_GRAPHQL_MAX_BYTES', '100001'],
    ['ROWSEAL_GRAPHQL_MAX_DEPTH', '-1'],
    ['ROWSEAL_GRAPHQL_MAX_FIELDS', '1e9'],
    ['ROWSEAL_GRAPHQL_MAX_PAGE', 'many'],
    ['ROWSEAL_GRAPHQL_MAX_VALUES', '0'],
    ['ROWSEAL_GRAPHQL_MAX_ARGUMENT_BYTES', 'all'],
    ['ROWSEAL_GRAPHQL_CACHE_MB', '0.5'],
    ['ROWSEAL_GRAPHQL_INTROSPECTION', 'yes'],
  ])('%s=%s is refused', (name, value) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(new RegExp(`^${name} `));
  });
});
