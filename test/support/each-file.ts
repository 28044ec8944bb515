import fc from 'fast-check';
import { afterAll } from 'vitest';
import { closeAll } from './closing.ts';

// A change is judged by the same generated cases as the one before; npm run test:long draws others each time.
if (process.env['ROWSEAL_LONG'] !== '1') fc.configureGlobal({ seed: 33 });

// Before and after each test file. Here too, because one that cannot be loaded has no end.
await closeAll();
afterAll(closeAll);
