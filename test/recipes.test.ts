import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { freshDatabase } from './support/database.ts';
import { splitStatements } from './support/sql-statements.ts';

const { admin } = await freshDatabase({ seeded: true });

/** The statements of a page between two headings, with ids of what is there in place of <a user id>. */
async function recipes(page: string, from: string, to: string): Promise<string[]> {
  const text = await readFile(page, 'utf8');
  const part = text.slice(text.indexOf(`\n${from}\n`), text.indexOf(`\n${to}\n`));
  const [known] = await admin<Record<string, string>[]>`
    select users.id as user, notes.id as note from rowseal.users, app.notes
      join rowseal.workspaces on workspaces.id = notes.workspace_id
     where email = 'owner@acme.test' and slug = 'acme' limit 1`;
  return [...part.matchAll(/^```sql\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    splitStatements(
      block
        .replaceAll('<id of a note>', known?.['note'] ?? '')
        .replace(/<user id>|<user, session or token id>/g, known?.['user'] ?? '')
        .replace(/'2026-[^']*Z'/g, 'clock_timestamp()'),
    ).map((statement) => statement.text),
  );
}

test('every recipe of the handbook runs, and those about what is there answer', async () => {
  const answered: Record<string, number> = {};
  for (const recipe of [
    ...(await recipes('db/README.md', '## For a DBA', '## The functions to know')),
    ...(await recipes('db/README.md', '## Audit events', '## psql with a session of your own')),
  ]) {
    const rows = await admin.unsafe(recipe).catch((error: Error) => {
      throw new Error(`${error.message}: ${recipe}`, { cause: error });
    });
    answered[recipe.replace(/--[^\n]*/g, '').trim()] = rows.length;
  }
  const names = Object.keys(answered);
  expect(names.length).toBeGreaterThan(18);
  for (const about of [
    'rowseal_audit.access',
    'reach(',
    'reach_page(',
    'as_of(',
    'who_could(',
    'review(',
    'sign_review(',
    'dumpable(',
    'member_added',
  ]) {
    const found = names.filter((name) => name.includes(about));
    expect(found, about).not.toEqual([]);
    expect(Math.max(...found.map((name) => answered[name] ?? 0)), about).toBeGreaterThan(0);
  }
});
