import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Caller, Outcome } from './caller.ts';

/** Clients that go on with a credential while it is revoked. */
const HAMMERS = 4;

/**
 * Revokes a credential while others use it, and complains of every use that began after the answer and succeeded.
 *
 * @param caller - sends.
 * @param what - is revoked.
 * @param uses - requests that the credential is good for.
 * @param revoke - resolves once the revocation is acknowledged.
 */
export async function revokeUnderUse(
  caller: Caller,
  what: string,
  uses: readonly Asked[],
  revoke: () => Promise<Outcome>,
): Promise<void> {
  let isRevoked = false;
  const hammer = async (use: Asked) => {
    for (let isLast = false; !isLast; ) {
      isLast = isRevoked;
      const outcome = await caller.once(`${use.method ?? 'GET'} ${use.path}`, use);
      if (outcome.kind !== 'answered') isLast = false;
      else if (isLast) refused(caller, what, outcome);
      await sleep(5);
    }
  };
  const hammering = Promise.all(Array.from({ length: HAMMERS }, (_, n) => hammer(uses[n % uses.length] as Asked)));
  await revoke();
  isRevoked = true;
  await hammering;
  caller.ledger.count(`revocations under use: ${what}`);
}

/** Complains unless a use of a revoked credential was refused. */
export function refused(caller: Caller, what: string, outcome: Outcome): void {
  if (outcome.kind !== 'answered') return;
  const isInactive = outcome.status === 200 && outcome.body?.active === false;
  // 429: many tokens that are no more come from here.
  if (![401, 429].includes(outcome.status) && !isInactive)
    caller.ledger.complain(`${what} was revoked, and answered ${outcome.status}`);
}
