import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ownLines, tryCreated } from '#test/support/created-application.ts';
import { installPackage } from '#test/support/package-trial.ts';

// Next.js is some 340 MB: npm run test:package tries the application over Fastify.
const trial = await installPackage(path.dirname(process.execPath));
afterAll(() => trial.remove());

test('npm create rowseal --framework next: what it writes is installed, signs people in, and refuses another workspace', async () => {
  const { folder } = await tryCreated(trial, '--framework', 'next', '--data', 'drizzle');
  expect(await ownLines(folder, 'app/workspaces/[slug]/page.jsx')).toBeLessThan(60);
}, 900_000);
