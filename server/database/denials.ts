import { type Entry, isTokenEntry } from './entry.ts';
import { sqlState } from './gateway-verdict.ts';

/** What the database denied to whom. Ids and codes: whom a refused personal access token names has not been proven. */
export interface Denial {
  /** Its SQLSTATE, which db/ERRORS.md explains. */
  reason: string;
  user: string;
  /** The session or personal access token. */
  credential: string;
  /** Id or slug: what was asked for, or what the credential is bound to. */
  workspace: string | undefined;
  /** What the log calls the request. */
  reqId: string | undefined;
}

/** Of entering, of policies, of functions, of grants. Not those that say that something is not there or not valid. */
const DENIALS = /^(RS00[1-8]|RS010|RS012|RS01[5-8]|RS02[56]|RS040|RS05[0-4]|28000|42501)$/;

/** Tells what the database denies, which no audit event can say: what raises is rolled back. */
export interface DenialObservers {
  /** Calls back for each request and reason, once. */
  onDenial(callback: (denial: Denial) => void): void;
  /** Calls back whenever an entry is refused, whatever had run under it before. */
  onRefusal(callback: (entry: Entry) => void): void;
  /** Looks at what ended an attempt. */
  ended(entry: Entry, cause: unknown, isRefusal: boolean): void;
}

/** Begins with nobody to tell. */
export function denialObservers(): DenialObservers {
  const told = new WeakMap<Entry, Set<string>>();
  const onDenial: ((denial: Denial) => void)[] = [];
  const onRefusal: ((entry: Entry) => void)[] = [];
  return {
    onDenial: (callback) => void onDenial.push(callback),
    onRefusal: (callback) => void onRefusal.push(callback),
    ended: (entry, cause, isRefusal) => {
      if (isRefusal) for (const tell of onRefusal) tell(entry);
      const reason = cause instanceof Error ? sqlState(cause) : undefined;
      if (reason === undefined || !DENIALS.test(reason)) return;
      const reasons = told.get(entry) ?? new Set();
      if (reasons.has(reason)) return;
      told.set(entry, reasons.add(reason));
      for (const tell of onDenial) tell(denialOf(entry, reason));
    },
  };
}

function denialOf(entry: Entry, reason: string): Denial {
  const who = isTokenEntry(entry)
    ? { user: entry.user_id, credential: entry.token_id, workspace: entry.wanted }
    : { user: entry.sub, credential: entry.sid, workspace: entry.wanted ?? entry.workspace };
  return { reason, ...who, reqId: entry.request_id };
}
