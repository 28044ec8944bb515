// Who reaches which rows, asked of a database of tests: TEST_DATABASE_URL, an administrator's, or one that npm has brought.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { createRowseal, personas } from 'rowseal';
import { testKit } from 'rowseal/testing';
import { migrate } from '../lib/migrate.js';

const rowseal = createRowseal({
  databaseUrl: process.env.TEST_DATABASE_URL,
  masterKey: process.env.TEST_DATABASE_URL && process.env.ROWSEAL_MASTER_KEY,
  dataDir: '.rowseal/test',
  publicUrl: 'http://localhost:3000/auth',
  worker: false,
});
const url = await testKit(rowseal);
await migrate(url);
const pool = new pg.Pool({ connectionString: url });
const as = personas(pool);
after(async () => {
  await pool.end();
  await rowseal.close();
});

/** Somebody of a workspace with a note there, in a transaction that is rolled back at the end of the test. */
const ANN = { email: 'ann@a.test', role: 'member' };
const writeNote = (tx) => tx.query("insert into app.notes (title) values ('hers')");

test('no way leads to the notes of another workspace', () =>
  as(ANN, 'a', async (tx) => {
    await writeNote(tx);
    await tx.query('select rowseal_test.leave()');
    await tx.query("select rowseal_test.member('ben@b.test', 'b')");
    await tx.query("select rowseal_test.as_user('ben@b.test', 'b')");
    await writeNote(tx);
    await tx.query('select rowseal_test.leave()');
    const { rows } = await tx.query("select rowseal_test.leaks('app.notes') as leak");
    assert.deepEqual(rows, []);
  }));

test('a member reads and writes', () =>
  as(ANN, 'a', async (tx) => {
    await writeNote(tx);
    assert.equal((await tx.query('select title from app.notes')).rowCount, 1);
  }));

test('a viewer writes nothing', () =>
  as({ ...ANN, role: 'viewer' }, 'a', (tx) => assert.rejects(writeNote(tx), { code: 'RS006' })));

test('where nobody has entered a workspace there is an error, and no empty list', () =>
  as(null, null, (tx) => assert.rejects(tx.query('select title from app.notes'), { code: 'RS008' })));
