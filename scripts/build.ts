// npm run build: the package's dist/ out of server/ and client/. `npm pack` runs it first.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expandedSql } from '../server/install/expanded.ts';
import { ROOT } from '../server/manifest.ts';

const DIST = path.join(ROOT, 'dist');
/** What the server reads beside its code. */
const READ = /\.(eta|css|js)$/;

rmSync(DIST, { recursive: true, force: true });
for (const project of ['tsconfig.build.json', 'tsconfig.client.json'])
  execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', project], { cwd: ROOT, stdio: 'inherit' });
cpSync(path.join(ROOT, 'server'), DIST, {
  recursive: true,
  filter: (file) => !path.basename(file).includes('.') || READ.test(file),
});
writeFileSync(path.join(DIST, 'install.sql'), expandedSql(ROOT));
