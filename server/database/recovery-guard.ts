import { Problem } from '../http/problem.ts';

/** What the database says of itself, asked by who saw it before; see rowseal.recovery_state_since. */
export interface PlacedState {
  state: 'served' | 'recovery_needed';
  /** Of a primary that is served: another one after each promotion and recovery. */
  era: string | null;
  /** Of a primary that is served: how far it is. */
  place: string | null;
}

/** Asks the database whether it may be served from by who has seen this place; null: none. */
export type AskState = (seen: string | null) => Promise<PlacedState>;

const SENTENCE =
  'the database is another one than was served from, or an earlier state of it: what was revoked since may be live again. ' +
  'Nothing is served until: npx rowseal recover --since <the moment of the backup>, or --nothing-lost (docs/operate/backup.md)';

/** Knows whether the database may have lost commits, after a restore or a promotion for instance, so that nothing is served from it. */
export interface RecoveryGuard {
  /** Whether nothing may be served. */
  readonly isNeeded: boolean;
  /** Of the primary that was seen last. What was opened in another era may lead to a server that is the primary no more. */
  readonly era: string | null;
  /** Asks the database, and takes note of what it says. */
  look(ask: AskState): Promise<void>;
  /**
   * As {@link look}, over a connection that is about to be used.
   *
   * @returns the era.
   * @throws Problem recovery_needed, once requests come.
   */
  require(ask: AskState): Promise<string | null>;
  /** From now on requests come: before, a server starts, whatever the state, so that it can answer what is wrong. */
  arm(): void;
}

type Sight = Pick<PlacedState, 'era' | 'place'>;

/** The position of the log in a place, such as `1764613133.4 1 16/B374D848`. */
function positionOf(place: string): bigint {
  const halves = place.slice(place.lastIndexOf(' ') + 1).split('/');
  return BigInt(`0x${halves.map((half) => half.padStart(8, '0')).join('')}`);
}

/** Whether a database that answered this is at what was seen or beyond, as it would say itself. Of two eras it alone can tell. */
const includes = (answer: Sight, seen: Sight) =>
  answer.era === seen.era &&
  answer.place !== null &&
  seen.place !== null &&
  positionOf(answer.place) >= positionOf(seen.place);

/**
 * Makes a guard that has heard nothing yet.
 *
 * @param log - told when serving ends and begins.
 */
export function recoveryGuard(log: (message: string) => void): RecoveryGuard {
  let isNeeded = false;
  let isArmed = false;
  let seen: Sight = { era: null, place: null };

  function note(isNeededNow: boolean): void {
    if (isNeededNow && !isNeeded) log(SENTENCE);
    if (!isNeededNow && isNeeded) log('the database was recovered: it is served from again');
    isNeeded = isNeededNow;
  }

  async function look(ask: AskState): Promise<void> {
    for (;;) {
      const before = seen;
      const { state, era, place } = await ask(before.place);
      if (place !== null) {
        // What somebody else saw meanwhile may be later than this, so it is asked again: of an old primary beside a new one, for instance.
        // But not where the answer tells already, or many connections that open at once would all ask again after each answer.
        if (seen !== before && !includes({ era, place }, seen)) continue;
        seen = { era, place };
      }
      note(state === 'recovery_needed');
      return;
    }
  }

  return {
    get isNeeded() {
      return isNeeded;
    },
    get era() {
      return seen.era;
    },
    look,
    require: async (ask) => {
      await look(ask);
      if (isNeeded && isArmed) throw new Problem('recovery_needed');
      return seen.era;
    },
    arm: () => {
      isArmed = true;
    },
  };
}
