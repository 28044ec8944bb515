import { version as dataplanPg } from 'postgraphile/@dataplan/pg';
import { version as grafast } from 'postgraphile/grafast';

/** What the shortcuts were written for, and are tested with. */
const KNOWN = { grafast: '1.1.3', '@dataplan/pg': '1.1.2' } as const;

/**
 * Which of the packages that shortcuts reach into have other versions than they were written for, as a sentence says it; undefined: none.
 *
 * @param found - their versions; left out: as installed.
 */
export function unknownVersions(
  found: Record<keyof typeof KNOWN, string> = { grafast, '@dataplan/pg': dataplanPg },
): string | undefined {
  const other = Object.entries(KNOWN).filter(([name, version]) => found[name as keyof typeof KNOWN] !== version);
  if (other.length === 0) return undefined;
  return other.map(([name, known]) => `${name} ${found[name as keyof typeof KNOWN]} instead of ${known}`).join(', ');
}
