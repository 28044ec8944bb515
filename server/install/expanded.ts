import { FOUNDATIONS } from './apply.ts';
import { committedMigrations, currentMigration, drops, type SqlFile, sqlFile, truth } from './sql-files.ts';

const HEAD = `-- Everything that the installer runs in an empty database, in its order: for reading, reviewing and comparing versions.
-- Nothing reads this file. \`rowseal migrate\` applies the files it is made of, those that differ, and records each (db/decisions/0029);
-- \`rowseal migrate --dry-run\` prints what it would run in a database that is there. The queue of jobs is graphile-worker's own affair.
`;

/**
 * All SQL of an installation in one text, in the order in which the installer runs it in an empty database.
 *
 * @param root - the folder that holds db/ and migrations/.
 */
export function expandedSql(root: string): string {
  const files = (names: readonly string[]) => names.map((name) => sqlFile(name, root));
  const before = files(FOUNDATIONS);
  const within = [
    ...files(['installation.sql']),
    ...committedMigrations(root),
    ...currentMigration(root),
    ...drops(root),
    ...truth(root),
  ];
  return [
    HEAD,
    ...before.map(section),
    "begin;\nset local role rowseal_owner;\nset local search_path = '';\n",
    ...within.map(section),
    'commit;\n',
    ...files(['protected_tables.sql']).map(section),
  ].join('\n');
}

function section({ path, text }: SqlFile): string {
  return `-- ${path}\n${text.trim()}\n`;
}
