import { readdirSync, readFileSync } from 'node:fs';
import { describe, inject, test } from 'vitest';
import { freshDatabase } from './support/database.ts';
import { type Assertion, type Outcome, runSqlFile } from './support/sql-file.ts';

const FOLDER = 'sql-tests';

const files = wanted(sqlFiles(FOLDER));
const outcomes = new Map<string, Outcome>();
// Roles belong to the cluster: two files that change them would wait for each other, and for ever.
const ofRoles = files.filter((file) => /\b(create|alter) role\b/.test(readFileSync(`${FOLDER}/${file}`, 'utf8')));
const others = files.filter((file) => !ofRoles.includes(file));
const runThose = async (left: string[]) => {
  for (let file = left.shift(); file !== undefined; file = left.shift()) outcomes.set(file, await run(file));
};
// Two at once, for the processors that are sure to be there: the database works, and this process waits.
await Promise.all([runThose(ofRoles).then(() => runThose(others)), runThose(others)]);
for (const file of files) defineFile(file, outcomes.get(file) as Outcome);

async function run(file: string): Promise<Outcome> {
  const { adminUrl, admin } = await freshDatabase({ tap: true });
  for (const helper of sqlFiles(`${FOLDER}/helpers`)) await admin.file(`${FOLDER}/helpers/${helper}`);
  return runSqlFile(`${FOLDER}/${file}`, adminUrl);
}

function defineFile(file: string, { assertions, planned, error }: Outcome): void {
  describe(file, () => {
    for (const assertion of assertions) defineTest(assertion);
    test('runs to its end as planned', () => {
      if (error) throw failure(error);
      if (planned === undefined) throw failure(`${FOLDER}/${file}: there is no plan`);
      if (assertions.length !== planned) {
        throw failure(`${FOLDER}/${file}: ${planned} assertions were planned, ${assertions.length} ran`);
      }
    });
  });
}

/** The files run before vitest knows their tests' names: those that `-t` names, if it names any, else all. */
function wanted(files: string[]): string[] {
  const pattern = new RegExp(inject('testNamePattern'));
  const named = files.filter((file) => pattern.test(file));
  return named.length > 0 ? named : files;
}

function sqlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
}

function defineTest({ id, name, ok, skipped, place, diagnosis }: Assertion): void {
  test.skipIf(skipped)(`${id} ${name}`, () => {
    if (!ok) throw failure(`${place}: ${diagnosis.trim() || name}`);
  });
}

/** The runner's own stack would only hide the place in the SQL file. */
function failure(message: string): Error {
  return Object.assign(new Error(message), { stack: '' });
}
