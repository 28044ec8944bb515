import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readConfiguration } from '#server/env.ts';
import { runCommand } from './support/command.ts';
import { freshDatabase } from './support/database.ts';
import { TEST_MASTER_KEY } from './support/master-key.ts';
import { splitStatements } from './support/sql-statements.ts';

const db = await freshDatabase({ seeded: true });
const FOLDER = 'docs/operate';
/** What may end with 1: a demo is no installation that was set up with care. */
const MAY_FIND = ['doctor', 'findings'];

const env = {
  DATABASE_URL: db.adminUrl,
  ROWSEAL_GATEWAY_URL: db.gatewayUrl,
  ROWSEAL_ISSUER_URL: db.issuerUrl,
  ROWSEAL_WORKER_URL: db.workerUrl,
  ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
};

// As a server would have made them at its first start.
for (const algorithm of ['EdDSA', 'RS256']) await runCommand(env, 'keys', 'add', algorithm);

/**
 * The blocks of a language on a page, but those that are for hands, or for clusters of their own (test/faults/blue-green.test.ts and standby.test.ts,
 * test/database/pooler-logins.test.ts).
 */
const blocks = (page: string, language: string) =>
  [...readFileSync(path.join(FOLDER, page), 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))]
    .map(([, block = '']) => block)
    .filter((block) => !/^(#|--) (by hand|on blue|on green|as a superuser)/.test(block));

const pages = readdirSync(FOLDER).filter((file) => file.endsWith('.md'));

test.each(pages)('every statement and command of %s does what it says', async (page) => {
  for (const { text } of blocks(page, 'sql').flatMap(splitStatements))
    await db.admin.unsafe(text.replace(/\bdatabase app\b/, `database "${db.name}"`));
  for (const line of blocks(page, 'sh').join('').trim().split('\n').filter(Boolean)) {
    const [program, name, ...args] = line.replace(/\s+#.*/, '').split(' ');
    expect(`${program} ${name}`).toBe('npx rowseal');
    const { code, output } = await runCommand(env, ...args);
    expect(output, line).not.toContain('rowseal: ');
    if (!MAY_FIND.includes(args[0] ?? '')) expect(code, `${line}\n${output}`).toBe(0);
  }
});

test('what is said of another glibc or ICU makes also those indexes anew that "reindex (concurrently)" leaves out', async () => {
  await db.admin.unsafe('create table app."Bookings" (room text, exclude using btree (room with =))');
  const file = async () => {
    const [found] = await db.admin`
      select pg_relation_filenode(indexrelid) as file from pg_index where indrelid = 'app."Bookings"'::regclass`;
    return found?.['file'];
  };
  const block = blocks('incidents.md', 'sql').find((text) => text.includes('indisexclusion')) ?? '';
  const [concurrently, byItself] = splitStatements(block).map(({ text }) => text);
  const before = await file();
  await db.admin.unsafe(concurrently?.replace('database app', `database "${db.name}"`) ?? '');
  expect(await file()).toBe(before); // the control
  await db.admin.unsafe(byItself ?? '');
  expect(await file()).not.toBe(before);
  await db.admin.unsafe('drop table app."Bookings"');
});

test('every setting of a block that is for hands is one that a server takes', () => {
  const settings = pages.flatMap((page) => [
    ...readFileSync(path.join(FOLDER, page), 'utf8').matchAll(/^(ROWSEAL_\w+)='([^']*)'/gm),
  ]);
  expect(settings.length).toBeGreaterThan(2);
  for (const [, name = '', value] of settings) {
    // A file of the page is one of this machine's.
    const given = { ...env, [name]: value?.replace('/etc/rowseal/ca.pem', 'package.json') };
    if (name.startsWith('ROWSEAL_MASTER_KEY')) Object.assign(given, { ROWSEAL_MASTER_KEY: undefined });
    expect(() => readConfiguration({ ...given, ROWSEAL_PUBLIC_URL: 'https://auth.example' }), name).not.toThrow();
  }
});

test('every card of an incident says what is lost at most, and how long it takes', () => {
  const [, ...cards] = readFileSync(path.join(FOLDER, 'incidents.md'), 'utf8').split(/^## /m);
  expect(cards.length).toBeGreaterThan(9);
  const wanting = cards.filter((card) => !/RPO .*;\s+RTO\s/s.test(card)).map((card) => card.split('\n')[0]);
  expect(wanting).toEqual([]);
});
