import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import type { Installation } from './installation.ts';
import { printTable, type Verdict } from './table.ts';

const BCRYPT_TEN = '$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';
const PHPASS = '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0';
/** Of those that are kept under argon2id: enough to tell how many a second. */
const WEAK = 200;

/**
 * How long an import takes whose passwords need no argon2id, once more when all are imported, and how many a second those that do.
 *
 * @param installation - what to measure on; durable.
 * @param options - how many users.
 */
export async function importing(
  { admin, adminUrl, settings }: Installation,
  { users }: { users: number },
): Promise<Verdict[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rowseal-bench-import-'));
  const [workspace] = await admin<{ slug: string }[]>`select slug from rowseal.workspaces order by id limit 1`;
  const run = async (name: string, amount: number, password_hash: string, memberships: object[] = []) => {
    const file = path.join(folder, `${name}.jsonl`);
    await pipeline(lines(name, amount, { password_hash, memberships }), createWriteStream(file));
    const env = { DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: settings.masterKey };
    const began = performance.now();
    await commandLine(env, createLifecycle()).parseAsync(['import', file], { from: 'user' });
    return (performance.now() - began) / 1000;
  };
  try {
    const seconds = await run('strong', users, BCRYPT_TEN);
    const again = await run('strong', users, BCRYPT_TEN);
    const members = await run('member', users, BCRYPT_TEN, [{ workspace: workspace?.slug, role: 'member' }]);
    const weak = await run('weak', WEAK, PHPASS);
    printTable(
      'import',
      ['users', 'seconds', 'a second'],
      [
        [`${users} with bcrypt of cost 10`, seconds.toFixed(1), (users / seconds).toFixed(0)],
        ['the same once more', again.toFixed(1), (users / again).toFixed(0)],
        [`${users} others, a membership each`, members.toFixed(1), (users / members).toFixed(0)],
        [`${WEAK} with phpass, kept under argon2id`, weak.toFixed(1), (WEAK / weak).toFixed(0)],
      ],
    );
    return [
      { requirement: 'seconds for 100,000 users', measured: (seconds * 100_000) / users, atMost: 60 },
      { requirement: 'and with a membership each', measured: (members * 100_000) / users, atMost: 60 },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function* lines(name: string, amount: number, more: object) {
  for (let nth = 0; nth < amount; nth++) {
    const user = { id: `${name}-${nth}`, email: `${name}-${nth}@import.test`, email_verified: true, name: 'Ada' };
    yield `${JSON.stringify({ ...user, ...more })}\n`;
  }
}
