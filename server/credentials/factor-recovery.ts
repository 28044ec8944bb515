import type { Caller } from '../database/caller.ts';
import type { Entry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem, unthrottled } from '../http/problem.ts';

/**
 * Has a link mailed that begins to remove lost factors, if anybody with factors has the address.
 *
 * @param issuer - the issuing door.
 * @param address - whose factors.
 * @param caller - who asks.
 * @throws Problem too_many_attempts.
 */
export async function askFactorRecovery(issuer: Issuer, address: string, caller: Caller): Promise<void> {
  unthrottled(await issuer.askFactorRecovery(address, caller));
}

/**
 * Begins the wait for lost factors to be removed, or removes them after it.
 *
 * @param issuer - the issuing door.
 * @param token - as mailed.
 * @param caller - who brings it.
 * @throws Problem invalid_proof, too_many_attempts.
 */
export async function recoverFactors(
  issuer: Issuer,
  token: string,
  caller: Caller,
): Promise<{ status: 'waiting'; readyAt: Date } | { status: 'recovered' }> {
  const outcome = unthrottled(await issuer.recoverFactors(token, caller));
  if (outcome.status === 'invalid') throw new Problem('invalid_proof');
  return outcome;
}

/**
 * Stops that the factors of the user who entered are removed.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @throws Problem not_found: nobody has asked for it; or the driver's error.
 */
export async function endFactorRecovery(gateway: Gateway, entry: Entry): Promise<void> {
  const { ended } = await gateway.one<{ ended: boolean }>(entry, {
    name: 'end_factor_recovery',
    text: 'select rowseal.end_factor_recovery() as ended',
    values: [],
  });
  if (!ended) throw new Problem('not_found');
}
