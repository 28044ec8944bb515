import type { Entrance } from './entry.ts';
import { EXECUTE, NULL, ownStatement, RESULTS_AS_TEXT, type Scratch } from './wire.ts';

/** The parameters of an entry function that stand for no bound statement. */
export const NO_PORTAL = Buffer.concat([NULL, NULL]);

/** Takes the context back, so that the same caller can enter once more. */
export const LEAVE = ownStatement('reset rowseal.context');

/**
 * Writes the call of an entry function.
 *
 * @param scratch - the messages of a batch.
 * @param call - of the entry function, for its caller.
 * @param own - writes the two parameters that say what stands behind the portal.
 */
export function writeEntrance(scratch: Scratch, { parse, head, parameters, asked }: Entrance, own: () => void): void {
  scratch.put(parse);
  scratch.putMessage('B', () => {
    scratch.put(head);
    own();
    scratch.put(parameters);
    scratch.put(asked);
    scratch.put(RESULTS_AS_TEXT);
  });
  scratch.put(EXECUTE);
}
