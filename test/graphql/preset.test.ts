import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applicationPreset, requireOwn } from '#server/graphql/application-preset.ts';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';
import { freshDatabase } from '#test/support/database.ts';
import { serverOn } from '#test/support/demo-app.ts';
import { QUERIES } from '#test/support/graphql-operations.ts';
import { PERSONAS, type Persona, personaWorld } from '#test/support/graphql-personas.ts';

const preset = path.resolve(import.meta.dirname, 'application-preset.js');
const documents = { ...DOCUMENT_DEFAULTS, preset };
const db = await freshDatabase({ seeded: true });
await db.admin.unsafe(`
  create table app.tags (
    workspace_id uuid not null default rowseal.workspace_id() references rowseal.workspaces on delete cascade,
    id uuid not null default rowseal.uuidv7(), name text not null, primary key (workspace_id, id));
  create table app.note_tags (
    workspace_id uuid not null default rowseal.workspace_id() references rowseal.workspaces on delete cascade,
    note_id uuid not null, tag_id uuid not null, primary key (workspace_id, note_id, tag_id),
    foreign key (workspace_id, note_id) references app.notes on delete cascade,
    foreign key (workspace_id, tag_id) references app.tags on delete cascade);
  create index on app.note_tags (workspace_id, tag_id);
  grant select on app.tags, app.note_tags to rowseal_user;
  select rowseal.protect('app.tags', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
  select rowseal.protect('app.note_tags', workspace => 'workspace_id', read => 'notes:read', write => 'notes:write');
  insert into app.tags (workspace_id, name) select id, slug || ' tag' from rowseal.workspaces;
  insert into app.note_tags select notes.workspace_id, notes.id, tags.id from app.notes join app.tags using (workspace_id)`);
const world = await personaWorld({ documents }, db);
const plain = await serverOn(db);
const TITLES = '{ NOTES { totalCount nodes { title } } }';

/** What a persona is answered by the server without the preset. */
async function plainly(persona: Persona, query: string) {
  const token = world.tokens.get(persona);
  const headers = { ...(token && { authorization: `Bearer ${token}` }), 'x-rowseal-workspace': 'acme' };
  return (await plain.send({ method: 'POST', url: '/graphql', headers, payload: { query } })).body;
}

describe('with connection-filter, simplify-inflection, many-to-many, pg-aggregates and plugins of an application', () => {
  const told = ({ data, errors, code }: { data?: unknown; errors?: { extensions: object }[]; code?: string }) => ({
    data,
    code,
    errors: errors?.map(({ extensions }) => extensions),
  });

  test.each(PERSONAS)('%s sees the rows of the application that they see without', async (persona) => {
    const usual = await plainly(persona, TITLES.replace('NOTES', 'notes: allNotes'));
    const { body } = await world.ask(persona, TITLES.replace('NOTES', 'notes'));
    expect(told(body)).toEqual(told(usual));
  });

  test('each field of Rowseal answers each persona as personas.json says', async () => {
    const table = JSON.parse(await readFile(path.resolve(import.meta.dirname, 'personas.json'), 'utf8'));
    for (const [name, operation] of Object.entries(QUERIES))
      for (const persona of PERSONAS) expect(table[name][await operation(world, persona)]).toContain(persona);
  });

  test('filters, groups, counts and relations hold nothing of another workspace', async () => {
    const [globex] = await db.admin`select id from rowseal.workspaces where slug = 'globex'`;
    const query = `query ($id: UUID!) {
      filtered: notes(filter: { createdAt: { lessThan: "2001-01-01T00:00:00Z" } }) { totalCount }
      of: notes(filter: { or: [{ workspaceId: { equalTo: $id } }, { not: { workspaceId: { notEqualTo: $id } } }] }) { totalCount }
      notes(first: 1) { aggregates { distinctCount { rowId } } groupedAggregates(groupBy: WORKSPACE_ID) { keys } }
      appVersion
      workspace { members(first: 1) { nodes { initial } } }
    }`;
    const { body } = await world.ask('viewer', query, { id: globex?.['id'] });
    expect(body.errors).toBeUndefined();
    const { filtered, of, notes, appVersion, workspace } = body.data;
    expect([filtered.totalCount, of.totalCount, appVersion]).toEqual([0, 0, '1']);
    expect(workspace.members.nodes).toEqual([{ initial: 'o' }]);
    expect(notes.aggregates.distinctCount.rowId).toBe('36');
    expect(notes.groupedAggregates).toHaveLength(1);
    const limited = await world.ask(
      'limited session',
      '{ notes(filter: { createdAt: { isNull: false } }) { totalCount } }',
    );
    expect(limited.body.errors[0].extensions.code).toBe('insufficient_scope');
    // The control: there are notes over there to be found.
    const [there] = await db.admin`select count(*)::int as count from app.notes where workspace_id = ${globex?.['id']}`;
    expect(there?.['count']).toBeGreaterThan(0);
  });

  test('a relation through another table is an error: many-to-many 2.0.0-rc.2 takes no composite keys that share a column', async () => {
    const query =
      '{ notes(first: 1) { nodes { tagsByNoteTagWorkspaceIdAndNoteIdAndWorkspaceIdAndTagId { totalCount } } } }';
    const { errors } = (await world.ask('viewer', query)).body;
    expect(errors[0].extensions).toEqual({ code: 'internal' });
    const through = '{ notes(first: 1) { nodes { noteTagsByWorkspaceIdAndNoteId { nodes { tagId } } } } }';
    const { data } = (await world.ask('viewer', through)).body;
    expect(data.notes.nodes[0].noteTagsByWorkspaceIdAndNoteId.nodes).toHaveLength(1);
  });

  test('documents are bounded and errors masked as without', async () => {
    const deep = `{ ${'query { '.repeat(20)} appVersion ${'}'.repeat(20)} }`;
    const { status, body } = await world.ask('owner', deep);
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'document_refused']);
    const { body: failed } = await world.ask(
      'owner',
      '{ notes(filter: { rowId: { in: [] } }) { nodes { title } } nothing }',
    );
    expect(JSON.stringify(failed)).not.toMatch(/rowseal_private|select /);
  });

  test('trusted documents are the only ones', async () => {
    const trusted = new Map([['titles', TITLES.replace('NOTES', 'notes(first: 1)')]]);
    const { send } = await serverOn(db, { documents: { ...documents, trusted } });
    const headers = { authorization: `Bearer ${world.tokens.get('viewer')}`, 'x-rowseal-workspace': 'acme' };
    const ask = (payload: object) => send({ method: 'POST', url: '/graphql', headers, payload });
    expect((await ask({ documentId: 'titles' })).body.data.notes.nodes).toHaveLength(1);
    expect((await ask({ query: '{ appVersion }' })).body.errors[0].extensions.code).toBe('document_refused');
  });
});

describe('a preset is refused at the start', () => {
  test.each([
    ['that is not there', './nowhere.js', /cannot be loaded/],
    ['that exports none', 'server/manifest.ts', /is not a preset/],
  ])('%s', async (_, file, reason) => {
    await expect(applicationPreset(file)).rejects.toThrow(reason);
  });

  test('that disables what bounds documents, or that brings a way to the database of its own', () => {
    const plugin: GraphileConfig.Plugin = { name: 'RowsealBoundedDocuments' };
    const service = { name: 'main' };
    const own = { plugins: [plugin], pgServices: [service] } as unknown as GraphileConfig.Preset;
    const resolved = (more: object) => ({ ...own, ...more }) as GraphileConfig.ResolvedPreset;
    // The control: what leaves all of it in place.
    expect(() => requireOwn(resolved({}), own)).not.toThrow();
    expect(() => requireOwn(resolved({ plugins: [] }), own)).toThrow(/may not disable RowsealBoundedDocuments/);
    expect(() => requireOwn(resolved({ pgServices: [service, service] }), own)).toThrow(/may not have pgServices/);
  });
});
