import { Problem } from '../../http/problem.ts';
import { networksOf } from '../../http/rate-limits.ts';

/** Connections that have not said who they are, at most, beside those that have. */
const MOST = 100;
/** Of one IPv4 address or IPv6 /64, and of one /48. */
const MOST_OF_NETWORK = [10, 40];
/** By then those that wait have said who they are, or are closed. */
const RETRY_SECONDS = 5;

/** Places for connections that have not said who they are yet. */
export interface WaitingPlaces {
  /**
   * Takes a place.
   *
   * @param address - of the client.
   * @returns gives it back; idempotent.
   * @throws Problem too_many_attempts where its network has its share, overloaded where all are taken.
   */
  take(address: string): () => void;
}

/** Makes the places of a server: a network has a share of them, so that a client that connects and says nothing keeps no other network out. */
export function waitingPlaces(): WaitingPlaces {
  const taken = new Map<string, number>();
  const add = (name: string, more: number) => {
    const count = (taken.get(name) ?? 0) + more;
    if (count > 0) taken.set(name, count);
    else taken.delete(name);
  };
  let waiting = 0;
  return {
    take: (address) => {
      const names = networksOf(address).map(({ name }) => name);
      if (names.some((name, place) => (taken.get(name) ?? 0) >= (MOST_OF_NETWORK[place] ?? MOST)))
        throw new Problem(
          'too_many_attempts',
          'Too many connections from here have not said who they are',
          RETRY_SECONDS,
        );
      if (waiting >= MOST) throw new Problem('overloaded');
      waiting++;
      for (const name of names) add(name, 1);
      let isWaiting = true;
      return () => {
        if (!isWaiting) return;
        isWaiting = false;
        waiting--;
        for (const name of names) add(name, -1);
      };
    },
  };
}
