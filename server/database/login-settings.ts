import { severityOf } from '../http/problem.ts';
import { type ConnectionTarget, parseUrl } from './url.ts';

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
  exit_on_error: 'off',
  transform_null_equals: 'off',
  array_nulls: 'on',
  quote_all_identifiers: 'off',
  'plpgsql.extra_errors': 'none',
  'plpgsql.extra_warnings': 'none',
  // Of our own: tells that these options arrived, which a pooler may ignore without a word.
  'rowseal.pinned': 'on',
};

/** Where SQL of clients runs, a planner then never sees the parameters of somebody whose statement another one planted. */
const OF_CLIENTS: Readonly<Record<string, string>> = { plan_cache_mode: 'force_generic_plan' };

/** Where nobody else's SQL runs; in a request an application may rely on what its database says. */
const OURS_ALONE: Readonly<Record<string, string>> = { TimeZone: 'UTC' };

/** What housekeeping does may take longer than what somebody waits for. */
const OF_WORK: Readonly<Record<string, string>> = { ...OURS_ALONE, statement_timeout: '0', transaction_timeout: '0' };

/** Installing writes, waits for its turn, and reads what names are called. */
const OF_ADMINISTRATORS: Readonly<Record<string, string>> = {
  ...OF_WORK,
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  default_transaction_read_only: 'off',
  check_function_bodies: 'on',
};

/** Those that PostgreSQL 16 does not know, and refuses. */
const SINCE_17: Readonly<Record<string, string>> = { transaction_timeout: '30s' };

/** Who connects: the gateway, for clients' SQL; the issuer, for our own; the worker, whose statements may take their time; who installs. */
export type Purpose = 'gateway' | 'issuer' | 'worker' | 'administrator';

const SETTINGS: Record<Purpose, Readonly<Record<string, string>>> = {
  gateway: { ...SINCE_17, ...PINNED, ...OF_CLIENTS },
  issuer: { ...SINCE_17, ...PINNED, ...OURS_ALONE },
  worker: { ...SINCE_17, ...PINNED, ...OF_WORK },
  administrator: { ...SINCE_17, ...PINNED, ...OF_ADMINISTRATORS },
};

/**
 * The settings that sessions rely on.
 *
 * @param purpose - of the connections.
 */
export function pinnedSettings(purpose: Purpose): Readonly<Record<string, string>> {
  return SETTINGS[purpose];
}

/**
 * Settings as PostgreSQL takes them on its command line.
 *
 * @param purpose - of the connections.
 * @param isOld - whether the server is older than PostgreSQL 17.
 */
export function startupOptions(purpose: Purpose, isOld = false): string {
  return Object.entries(SETTINGS[purpose])
    .filter(([name]) => !isOld || !(name in SINCE_17))
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');
}

/**
 * The way to a door. All that connects by it shares what one of them has learnt: which startup options the server takes; none where a pooler in
 * transaction mode is in between.
 */
export class Route {
  readonly target: ConnectionTarget;
  readonly #ours: readonly (string | undefined)[];
  #tried = 0;

  /**
   * @param url - connection string; startup options in it outrank ours.
   * @param purpose - of the connections.
   */
  constructor(url: string, purpose: Purpose) {
    this.target = parseUrl(url);
    this.#ours = [startupOptions(purpose), startupOptions(purpose, true), undefined];
  }

  /** Whether a pooler is in between: statements then need to do without names, and nothing can be listened to. */
  get isPooled(): boolean {
    return this.options.ours === undefined;
  }

  /** What to send; `ours`: that part of it which we rely on. */
  get options(): { ours: string | undefined; all: string | undefined } {
    const ours = this.#ours[this.#tried];
    // The last one counts.
    return { ours, all: [ours, this.target.options].filter(Boolean).join(' ') || undefined };
  }

  /** Takes note that options were ignored without a word, as a pooler may be told to. */
  ignored(): void {
    this.#tried = this.#ours.length - 1;
  }

  /**
   * Learns from a refusal.
   *
   * @param error - how connecting failed.
   * @param sent - our options that the connection was opened with.
   * @returns whether connecting once more, with what is known now, may succeed.
   */
  refused(error: unknown, sent: string | undefined): boolean {
    if (sent !== this.options.ours) return true;
    if (sent === undefined || !isFatal(error)) return false;
    // PgBouncer: "unsupported startup parameter: options", or "… in options: search_path".
    if (error.code === '08P01' && /startup parameter/.test(error.message)) this.ignored();
    else if (error.code === '42704') this.#tried++;
    return sent !== this.options.ours;
  }
}

function isFatal(error: unknown): error is Error & { code: unknown } {
  return error instanceof Error && 'code' in error && severityOf(error) === 'FATAL';
}
