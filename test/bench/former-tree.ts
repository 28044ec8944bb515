import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The package as it was at a commit, with what it depended on then. */
export interface FormerTree {
  directory: string;
  remove(): Promise<void>;
}

/**
 * Checks a commit out beside this one, and installs its dependencies.
 *
 * @param commit - any name that git knows.
 */
export async function checkOut(commit: string): Promise<FormerTree> {
  const directory = mkdtempSync(path.join(tmpdir(), 'rowseal-former-'));
  const remove = async () => {
    await run('git', ['worktree', 'remove', '--force', directory]).catch(() => {});
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await run('git', ['worktree', 'add', '--detach', '--force', directory, commit]);
    // No install scripts: PostgreSQL comes from the tree that measures.
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: directory,
      maxBuffer: 2 ** 26,
    });
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, remove };
}
