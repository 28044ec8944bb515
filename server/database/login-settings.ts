/**
 * What a door's sessions rely on. As startup options these go before what was set on the role or the database, and RESET ALL leads back to
 * them. What they leave out (time zone, durability, planner costs) a DBA may set on the database.
 */
const PINNED: Readonly<Record<string, string>> = {
  search_path: '',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  backslash_quote: 'safe_encoding',
  row_security: 'on',
  log_parameter_max_length_on_error: '0',
  debug_print_parse: 'off',
  debug_print_rewritten: 'off',
  debug_print_plan: 'off',
  client_min_messages: 'warning',
  statement_timeout: '10s',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '10s',
  idle_session_timeout: '0',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  xmlbinary: 'base64',
  xmloption: 'content',
  jit: 'off',
  // A planner then never sees the parameters of somebody whose statement another one planted.
  plan_cache_mode: 'force_generic_plan',
  exit_on_error: 'off',
  transform_null_equals: 'off',
  array_nulls: 'on',
  // Of our own: tells that these options arrived, which a pooler may ignore without a word.
  'rowseal.pinned': 'on',
};

/** Those that PostgreSQL 16 does not know, and refuses. */
const SINCE_17: Readonly<Record<string, string>> = { transaction_timeout: '30s' };

const optionsOf = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');

/** The startup options to try, in turn; none: a pooler is asked, which takes none, and each batch sets what matters itself. */
export const STARTUP_OPTIONS: readonly (string | undefined)[] = [
  optionsOf({ ...PINNED, ...SINCE_17 }),
  optionsOf(PINNED),
  undefined,
];

/**
 * Which startup options to try where a server refused some.
 *
 * @param tried - index in {@link STARTUP_OPTIONS}.
 * @param error - how connecting failed.
 * @returns the next index to try; undefined: the refusal is about something else.
 */
export function optionsAfter(tried: number, error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || STARTUP_OPTIONS[tried] === undefined) return undefined;
  // PgBouncer: "unsupported startup parameter: options", or "… in options: search_path".
  if (error.code === '08P01' && /startup parameter/.test(error.message)) return STARTUP_OPTIONS.length - 1;
  return error.code === '42704' ? tried + 1 : undefined;
}
