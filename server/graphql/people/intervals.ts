/** An interval of PostgreSQL in PostGraphile's parts. */
export interface Interval {
  years: number;
  months: number;
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

/** As PostgreSQL writes it where IntervalStyle is postgres, which the login roles pin. */
const WRITTEN = /^(?:(-?\d+) years? ?)?(?:(-?\d+) mons? ?)?(?:(-?\d+) days? ?)?(?:(-?)(\d+):(\d+):(\d+(?:\.\d+)?))?$/;

/**
 * Takes an interval apart.
 *
 * @param text - as PostgreSQL writes it, in JSON too.
 */
export function intervalIn(text: string): Interval {
  const [, years, months, days, minus, hours, minutes, seconds] = WRITTEN.exec(text) ?? [];
  const sign = minus === '-' ? -1 : 1;
  const number = (part: string | undefined) => Number(part ?? 0);
  return {
    years: number(years),
    months: number(months),
    days: number(days),
    hours: sign * number(hours),
    minutes: sign * number(minutes),
    seconds: sign * number(seconds),
  };
}

/**
 * How long an interval of days and less takes, rounded up.
 *
 * @param text - as PostgreSQL writes it.
 */
export function secondsIn(text: string): number {
  const { days, hours, minutes, seconds } = intervalIn(text);
  return Math.ceil(((days * 24 + hours) * 60 + minutes) * 60 + seconds);
}
