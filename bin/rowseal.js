#!/usr/bin/env node
// The package is compiled; a checkout runs from its sources.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`rowseal: Node 20.19 or later is needed, and this is ${process.versions.node}`);
  process.exit(1);
}
const sources = new URL('../server/cli/run.ts', import.meta.url);
const { existsSync } = process.getBuiltinModule('node:fs');
const [folder, extension] = existsSync(sources) ? ['../server/cli', 'ts'] : ['../dist/cli', 'js'];
const { keepCompiled } = await import(`${folder}/compile-cache.${extension}`);
keepCompiled();
const { run } = await import(`${folder}/run.${extension}`);
await run();
