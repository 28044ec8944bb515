import { readdirSync } from 'node:fs';
import { describe, test } from 'vitest';
import { freshDatabase } from './support/database.ts';
import { type Assertion, runSqlFile } from './support/sql-file.ts';

const FOLDER = 'sql-tests';

for (const file of sqlFiles(FOLDER)) {
  const { adminUrl, admin } = await freshDatabase({ tap: true });
  for (const helper of sqlFiles(`${FOLDER}/helpers`)) await admin.file(`${FOLDER}/helpers/${helper}`);
  const { assertions, planned, error } = await runSqlFile(`${FOLDER}/${file}`, adminUrl);
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
