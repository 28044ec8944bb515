import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSchema, getNamedType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '#server/observability/metrics.ts';
import { BY_ID, MUTATIONS, mutation, type Operation, QUERIES } from '#test/support/graphql-operations.ts';
import { type Outcome, PERSONAS, type Persona, personaWorld } from '#test/support/graphql-personas.ts';

// The table says for each field and mutation what it answers, and to whom: outcome by outcome, the personas that have it.
const TABLE = path.resolve(import.meta.dirname, 'personas.json');
const table: Record<string, Record<Outcome, Persona[]>> = JSON.parse(await readFile(TABLE, 'utf8'));
let batches = 0;
const metrics = createMetrics();
const world = await personaWorld({ metrics: { ...metrics, batchEnded: () => void batches++ } });
const operations: Record<string, Operation> = { ...QUERIES, ...MUTATIONS };

async function outcomes(operation: Operation, personas: readonly Persona[] = PERSONAS) {
  const found: Record<Outcome, Persona[]> = {};
  for (const persona of personas) {
    const outcome = await operation(world, persona);
    found[outcome] = [...(found[outcome] ?? []), persona];
  }
  return found;
}

describe('personas.json', () => {
  test('has a row for every list and every mutation of Rowseal in schema.graphql', async () => {
    const schema = buildSchema(await readFile(path.resolve(import.meta.dirname, '../../schema.graphql'), 'utf8'));
    const fieldsOf = (name: string) => {
      const type = schema.getType(name);
      return isObjectType(type) ? Object.values(type.getFields()) : [];
    };
    const isOurs = ({ type }: { type: Parameters<typeof getNamedType>[0] }) =>
      getNamedType(type)?.name.startsWith('Rowseal');
    const named = [
      ...fieldsOf('Query').map((field) => ({ field, name: field.name })),
      ...fieldsOf('Mutation').map((field) => ({ field, name: field.name })),
      ...fieldsOf('RowsealViewer').map((field) => ({ field, name: `viewer.${field.name}` })),
      ...fieldsOf('RowsealWorkspace').map((field) => ({ field, name: `workspace.${field.name}` })),
    ];
    const exposed = named.filter(({ field }) => isOurs(field)).map(({ name }) => name);
    expect(exposed.length).toBeGreaterThan(25);
    expect(exposed.filter((name) => !(name in table))).toEqual([]);
    expect(Object.keys(table).sort()).toEqual(Object.keys(operations).sort());
  });

  test.each(Object.keys(operations))('%s answers each persona as it says', async (name) => {
    const operation = operations[name];
    if (!operation) throw new Error(`there is no operation ${name}`);
    expect(await outcomes(operation)).toEqual(table[name]);
  });

  test.each(Object.entries(BY_ID))(
    '%s: what others have answers as what does not exist',
    async (name, [foreign, input]) => {
      const ids = [await foreign(world), randomUUID()];
      const answers = [];
      for (const id of ids)
        answers.push((await world.ask('owner', mutation(name, 'clientMutationId'), { input: input(id) })).body);
      expect(answers[0].errors[0].extensions.code).toBe('not_found');
      expect(answers[0]).toEqual(answers[1]);
    },
  );

  test('a page of members with roles and last use takes three statements', async () => {
    batches = 0;
    const query =
      '{ workspace { slug members(first: 50) { nodes { email role lastUsedAt } pageInfo { hasNextPage } } } }';
    const { body } = await world.ask('admin', query);
    expect([body.data.workspace.members.nodes.length, batches]).toEqual([7, 3]);
  });

  test('shows a function that was opened: the control', async () => {
    await world.admin.unsafe(`
      create or replace function rowseal_private.require_account() returns uuid language sql stable security definer
        set search_path = '' return rowseal.user_id()`);
    const opened = operations['viewer.sessions'];
    if (!opened) throw new Error('no sessions are listed');
    expect(await outcomes(opened, ['limited session'])).not.toEqual({ session_required: ['limited session'] });
    expect(table['viewer.sessions']?.['session_required']).toContain('limited session');
  });
});
