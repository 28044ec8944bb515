import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ROOT } from './sql-files.ts';

/** The version of this package. */
export const VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))).version;

/** The contract between servers and a database: counted up whenever a server of this package needs something new of it. */
export const CONTRACT = 1;

/** Servers that speak an older contract than this are not served by a database of this package. */
export const OLDEST_CONTRACT = 1;

/** A package: the version that it calls itself, the contracts it speaks, and where its SQL is. */
export interface Package {
  /** Holds db/ and migrations/. */
  root: string;
  version: string;
  contract: number;
  oldestContract: number;
}

/** The one that runs. */
export const THIS_PACKAGE: Package = {
  root: ROOT,
  version: VERSION,
  contract: CONTRACT,
  oldestContract: OLDEST_CONTRACT,
};
