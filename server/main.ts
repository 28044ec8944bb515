import { keepCompiled } from './cli/compile-cache.ts';

keepCompiled();
const { run } = await import('./cli/run.ts');
await run();
