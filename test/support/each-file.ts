import { afterAll } from 'vitest';
import { closeAll } from './closing.ts';

// Before and after each test file. Here too, because one that cannot be loaded has no end.
await closeAll();
afterAll(closeAll);
