import { breachHash, type PasswordFilter } from './password-filter.ts';

const LONGEST_WAIT_MS = 1_000;
/** A service that is down is told of once in this time, however many passwords are set meanwhile. */
const BETWEEN_REPORTS_MS = 60_000;
const LARGEST_ANSWER = 1_000_000;
/** How much of a hash leaves this server, in hexadecimal digits. */
const PREFIX_DIGITS = 5;

/**
 * Whether a password is known from breaches, by what an installation has to find out with. Where that fails, it counts as unknown and the operator is told:
 * nobody is kept from setting a password because a service elsewhere is down.
 *
 * @param filter - an operator's own file; undefined: there is none.
 * @param report - told of failures, at most once a minute, and never of a password.
 */
export function breachedPasswords(
  filter: PasswordFilter | undefined,
  report: (message: string) => void,
): (password: string, rangeUrl: string | null) => Promise<boolean> {
  let toldAt = Number.NEGATIVE_INFINITY;
  let untold = 0;
  const orUnknown = async (looked: Promise<boolean>): Promise<boolean> => {
    try {
      return await looked;
    } catch (error) {
      const now = performance.now();
      if (now - toldAt < BETWEEN_REPORTS_MS) {
        untold += 1;
        return false;
      }
      const reason = error instanceof Error ? error.message : String(error);
      const more = untold > 0 ? ` (and ${untold} since the last such line)` : '';
      report(`a new password could not be compared with breached ones, and was accepted: ${reason}${more}`);
      toldAt = now;
      untold = 0;
      return false;
    }
  };
  return async (password, rangeUrl) =>
    (filter !== undefined && (await orUnknown(filter.has(password)))) ||
    (rangeUrl !== null && (await orUnknown(isInRange(password, rangeUrl))));
}

/**
 * Asks a service that answers as Have I Been Pwned: it is told a prefix that hundreds of passwords share, and its answer is padded, so that nobody on the
 * way learns from its length which one (https://haveibeenpwned.com/API/v3#PwnedPasswords).
 */
async function isInRange(password: string, rangeUrl: string): Promise<boolean> {
  const hash = breachHash(password).toString('hex').toUpperCase();
  const answer = await fetch(new URL(hash.slice(0, PREFIX_DIGITS), rangeUrl), {
    headers: { 'add-padding': 'true', 'user-agent': 'rowseal' },
    // Where it is told to ask elsewhere, it does not.
    redirect: 'error',
    signal: AbortSignal.timeout(LONGEST_WAIT_MS),
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(`the service answered ${answer.status}`);
  }
  const rest = hash.slice(PREFIX_DIGITS);
  return (await limitedText(answer)).split('\n').some((line) => {
    const [suffix = '', count = ''] = line.trim().split(':');
    // What pads the answer has been seen zero times.
    return suffix.toUpperCase() === rest && Number(count) > 0;
  });
}

async function limitedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw new Error('the answer of the service was too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}
