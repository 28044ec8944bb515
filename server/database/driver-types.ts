import pg from 'pg';

/**
 * Types that postgres.js is told of. What it would ask the catalogue for by itself, it asks on each new connection, and where that ends just then, the
 * refusal is heard by nobody and ends the process: hence `fetch_types: false`, and arrays by hand.
 */
export const DRIVER_TYPES = {
  /** bigint that counts seconds. */
  seconds: { to: 20, from: [20], serialize: String, parse: Number },
  /** text[]: 1009, which the types of pg do not know by this number. */
  texts: { to: 1009, from: [1009], serialize: arrayLiteral, parse: pg.types.getTypeParser(1009 as never) },
};

/** An array as PostgreSQL reads it. */
function arrayLiteral(values: string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
