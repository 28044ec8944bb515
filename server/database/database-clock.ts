/** Samples to choose from: at the rate at which signing keys are read, those of the last seven seconds. */
const SAMPLES = 8;

/** The time as the database has it, in milliseconds since 1970. The database issues and verifies tokens; the clock of this server may be hours off. */
export interface DatabaseClock {
  now(): number;
  /** How far the clock of this machine is behind the database's, in seconds. */
  behind(): number;
  /**
   * Learns from an answer.
   *
   * @param time - of the database when it answered, in seconds since 1970.
   * @param askedAt - by performance.now().
   */
  learn(time: number, askedAt: number): void;
}

/**
 * A clock that follows the database's. Of the last samples the one with the shortest round trip counts, and it is off by no more than half of that; a
 * step of the database's clock, or of this machine's, is followed within seconds. Before the first sample it is this machine's.
 */
export function databaseClock(): DatabaseClock {
  const samples: { offset: number; roundTrip: number }[] = [];
  let offset = performance.timeOrigin;
  const now = () => performance.now() + offset;
  return {
    now,
    behind: () => (now() - Date.now()) / 1000,
    learn: (time, askedAt) => {
      const answeredAt = performance.now();
      samples.push({ offset: time * 1000 - (askedAt + answeredAt) / 2, roundTrip: answeredAt - askedAt });
      if (samples.length > SAMPLES) samples.shift();
      ({ offset } = samples.reduce((best, sample) => (sample.roundTrip <= best.roundTrip ? sample : best)));
    },
  };
}
