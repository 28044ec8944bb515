import { withoutOptions } from './url.ts';

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
  // Of our own: tells that these options arrived, which a pooler may ignore without a word.
  'rowseal.pinned': 'on',
};

/** Where SQL of clients runs, a planner then never sees the parameters of somebody whose statement another one planted. */
const OF_CLIENTS: Readonly<Record<string, string>> = { plan_cache_mode: 'force_generic_plan' };

/** What housekeeping does may take longer than what somebody waits for. */
const OF_WORK: Readonly<Record<string, string>> = { statement_timeout: '0', transaction_timeout: '0' };

/** Those that PostgreSQL 16 does not know, and refuses. */
const SINCE_17: Readonly<Record<string, string>> = { transaction_timeout: '30s' };

/** Who connects: the gateway, for clients' SQL; the issuer, for our own; the worker, whose statements may take their time. */
export type Purpose = 'gateway' | 'issuer' | 'worker';

const SETTINGS: Record<Purpose, Readonly<Record<string, string>>> = {
  gateway: { ...SINCE_17, ...PINNED, ...OF_CLIENTS },
  issuer: { ...SINCE_17, ...PINNED },
  worker: { ...SINCE_17, ...PINNED, ...OF_WORK },
};

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
  /** The connection string, without startup options. */
  readonly href: string;
  readonly #ours: readonly (string | undefined)[];
  readonly #given: string | undefined;
  #tried = 0;

  /**
   * @param url - connection string; startup options in it outrank ours.
   * @param purpose - of the connections.
   */
  constructor(url: string, purpose: Purpose) {
    [this.href, this.#given] = withoutOptions(url);
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
    return { ours, all: [ours, this.#given].filter(Boolean).join(' ') || undefined };
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
  return error instanceof Error && 'code' in error && 'severity' in error && error.severity === 'FATAL';
}
