import { ROOT, VERSION } from '../manifest.ts';

/** The contract between servers and a database: counted up whenever a server of this package needs something new of it. */
export const CONTRACT = 2;

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
