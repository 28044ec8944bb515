import { isEnd, RefusedError, SignedOutError, type Store, sessionRequests, type Tokens } from './requests.ts';
import { hostedStepUp } from './step-up.ts';
import { byItself, joinTabs, type Message } from './tabs.ts';

export { type ProblemDocument, RefusedError, SignedOutError, type Store } from './requests.ts';

/** Who is signed in here. */
export type Session =
  | { readonly status: 'unknown' }
  | { readonly status: 'signed-in'; readonly userId: string; readonly sessionId: string }
  /** `reason`: of the server's refusal, such as session_ended; absent: somebody signed out, or never signed in. */
  | { readonly status: 'signed-out'; readonly reason?: string };

/** How the server is reached. */
export interface ClientOptions {
  /** The server's public URL, without a slash at the end; left out: the origin of the page. */
  url?: string;
  /** Origins besides the server's and the page's own to which {@link Client.fetch} sends the access token. */
  origins?: readonly string[];
  /** Sends requests; left out: `fetch`. */
  fetch?: typeof fetch;
  /**
   * Asks the user to prove once more who they are, by `/v1/auth/step-up` or a page of your own, when a request is refused without (RFC 9470). True: they have,
   * and the request is repeated once; false: the refusal is the answer. One question at a time, for all requests that wait. Left out: the page is left for
   * the hosted one, which leads back to it; where there are no pages, false.
   */
  onStepUp?: (needed: StepUp) => Promise<boolean>;
  /** Where the application itself keeps the refresh token, which is then sent in bodies: for React Native, and wherever there are no cookies. Left out: in the cookie. */
  storage?: Store;
}

/** What somebody has to prove. */
export interface StepUp {
  /** How well: one of the server's acr_values_supported. */
  acrValues: string;
  /** How many seconds ago at most; absent: at any time in this session. */
  maxAge?: number;
}

/** What somebody signs in with. */
export interface Login {
  email: string;
  password: string;
  /** Binds the session to one workspace, by id or slug. */
  workspace?: string;
  /** Limits the session: scopes with blanks between them. */
  scope?: string;
}

/** A request, and the workspace that it is for. */
export type FetchOptions = RequestInit & { workspace?: string };

/** The session of a browser's user, shared by its tabs. The access token is in memory alone, and the refresh token in a cookie that no script can read. */
export interface Client {
  /** As known now. */
  readonly session: Session;
  /** Calls back with each change. @returns ends that. */
  onChange(listener: (session: Session) => void): () => void;
  /** Signs in. @throws RefusedError (invalid_credentials, too_many_attempts, …); TypeError where the server cannot be reached. */
  login(login: Login): Promise<Session>;
  /** Signs out, in all tabs at once. @throws where the server could not be told; it is told the next time that this session would be continued. */
  logout(): Promise<void>;
  /**
   * `fetch` with the access token, for the origins of server and page, refreshed as needed; an answer that comes after the user has signed out or changed
   * is dropped.
   *
   * @throws SignedOutError; what `fetch` throws.
   */
  fetch(input: string | URL | Request, options?: FetchOptions): Promise<Response>;
  /** An access token that holds; refreshed as needed. @throws SignedOutError; TypeError where the server cannot be reached. */
  token(): Promise<string>;
  /** Who is signed in, once that is known: asks the server the first time. */
  ready(): Promise<Session>;
  /** Ends timers and listeners. */
  close(): void;
}

interface Held {
  token: string;
  /** By the monotonic clock. */
  until: number;
}

/** Refreshed before the end by this, or by a quarter of a shorter life. */
const EARLY_MS = 30_000;
const LONGEST_WAIT_MS = 30_000;
/** Holds the session that somebody signed out of, until the server knows. */
const OWED = 'rowseal-signing-out';

/**
 * Makes a client. Asks nobody yet: {@link Client.ready} and {@link Client.fetch} do.
 *
 * @param options - see {@link ClientOptions}.
 */
export function createClient({
  url = location.origin,
  origins = [],
  fetch: send = (input, init) => fetch(input, init),
  storage,
  onStepUp = hostedStepUp(url),
}: ClientOptions = {}): Client {
  const requests = sessionRequests(send, url, storage);
  const { owed, owe } = debtIn(storage);
  let session: Session = { status: 'unknown' };
  let held: Held | undefined;
  /** Of who is signed in: what was begun in another one has no say. */
  let epoch = new AbortController();
  let refreshing: Promise<void> | undefined;
  let proving: Promise<boolean> | undefined;
  let proofs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  /** How often somebody has signed out, in whichever tab. */
  let departures = 0;
  /** Sessions that were left: what another tab had said of them may still be on its way. */
  const left = new Set<string>();
  const listeners = new Set<(session: Session) => void>();
  const trusted = new Set([new URL(url).origin, globalThis.location?.origin, ...origins]);
  const tabs = storage ? byItself() : joinTabs(`rowseal ${url}`, hear);

  function become(next: Session): void {
    const isSame = JSON.stringify(next) === JSON.stringify(session);
    if (!isSame && session.status === 'signed-in') {
      epoch.abort(new SignedOutError('The user has signed out, or changed'));
      epoch = new AbortController();
    }
    session = next;
    if (!isSame) for (const listener of [...listeners]) listener(session);
  }

  function hold(token: string, life: number): void {
    const { sub, sid } = claimsOf(token);
    if (left.has(sid)) return;
    if (session.status === 'signed-in' && session.sessionId !== sid) left.add(session.sessionId);
    held = { token, until: performance.now() + life };
    failures = 0;
    become({ status: 'signed-in', userId: sub, sessionId: sid });
    schedule(life - Math.min(EARLY_MS, life / 4) * (0.75 + Math.random() / 4));
  }

  function drop(reason?: string): void {
    held = undefined;
    clearTimeout(timer);
    become({ status: 'signed-out', ...(reason === undefined ? {} : { reason }) });
  }

  function depart(sessionId: string | undefined): void {
    departures += 1;
    if (sessionId !== undefined) left.add(sessionId);
    drop();
  }

  function hear(message: Message): void {
    if (message.kind === 'signed-out') {
      depart(message.sessionId);
      return;
    }
    // A frozen tab hears of it late.
    const life = message.left - Math.max(0, Date.now() - message.at);
    if (life > 0) hold(message.token, life);
  }

  function take({ access_token: token, expires_in: seconds }: Tokens): void {
    hold(token, seconds * 1000);
    tabs.tell({ kind: 'token', token, left: seconds * 1000, at: Date.now() });
  }

  const isFresh = (early = 0) => held !== undefined && held.until - performance.now() > early;

  function schedule(wait: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh().catch(() => {}), Math.max(0, Math.min(wait, 2 ** 31 - 1)));
  }

  /** One in flight for the tab, for all who ask. */
  function refresh(): Promise<void> {
    refreshing ??= refreshOnce().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function refreshOnce(): Promise<void> {
    const before = held;
    const sofar = departures;
    const isSettled = () => held !== before || departures !== sofar;
    try {
      await tabs.alone(async () => {
        // Another tab has done it while this one waited.
        if (isSettled()) return;
        const tokens = await exchanged(isSettled);
        if (!tokens || isSettled()) return;
        if ((await owed()) === claimsOf(tokens.access_token).sid) {
          await leave();
          drop();
        } else {
          await owe(undefined);
          if (!isSettled()) take(tokens);
        }
      });
    } catch (error) {
      if (isSettled()) return;
      if (isEnd(error)) {
        await requests.forget();
        return drop(before || error.code !== 'invalid_token' ? error.code : undefined);
      }
      failures += 1;
      schedule(Math.min(500 * 2 ** failures, LONGEST_WAIT_MS));
      throw error;
    }
  }

  /** A refresh, once more at once where its answer was lost, or where another tab may have had a newer cookie set meanwhile. */
  async function exchanged(isSettled: () => boolean): Promise<Tokens | undefined> {
    try {
      return await requests.refresh();
    } catch (error) {
      if (isSettled()) return undefined;
      const isFinal = error instanceof RefusedError && !(isEnd(error) && held);
      if (isFinal) throw error;
      return requests.refresh();
    }
  }

  async function token(): Promise<string> {
    if (!isFresh()) {
      if (session.status === 'signed-out') throw new SignedOutError();
      await refresh();
    }
    if (!held || !isFresh()) throw new SignedOutError();
    return held.token;
  }

  async function fetchAs(input: string | URL | Request, { workspace, ...init }: FetchOptions = {}): Promise<Response> {
    const request = new Request(input, init);
    if (!trusted.has(new URL(request.url).origin)) return send(request);
    if (workspace !== undefined) request.headers.set('x-rowseal-workspace', workspace);
    const sent = await token();
    const { signal } = epoch;
    const attempt = async (given: string) => {
      const once = request.clone();
      once.headers.set('authorization', `Bearer ${given}`);
      const [either, done] = eitherOf(signal, once.signal);
      const answer = await send(new Request(once, { signal: either })).finally(done);
      goOn();
      return answer;
    };
    const goOn = () => {
      if (signal.aborted) throw signal.reason ?? new SignedOutError();
    };
    const before = proofs;
    let answer = await attempt(sent);
    // It was on its way while the person proved what another request had asked for.
    if (neededBy(answer) && proofs !== before) answer = await attempt(await token());
    const needed = neededBy(answer);
    if (needed) {
      proving ??= onStepUp(needed)
        .then((isDone) => {
          proofs += Number(isDone);
          return isDone;
        })
        .finally(() => {
          proving = undefined;
        });
      const isProved = await proving;
      goOn();
      if (!isProved) return answer;
      answer = await attempt(await token());
    }
    if (!challengeOf(answer).includes('"invalid_token"')) return answer;
    // The clock has stopped while the machine slept, or the session has ended.
    if (held?.token === sent) held.until = 0;
    const next = await token();
    goOn();
    return next === sent ? answer : attempt(next);
  }

  const awake = () => {
    if (failures > 0 || (held && !isFresh(EARLY_MS / 2))) schedule(0);
  };
  const events = globalThis.document
    ? ([
        [globalThis, 'online'],
        [globalThis, 'pageshow'],
        [document, 'visibilitychange'],
      ] as const)
    : [];
  for (const [target, name] of events) target.addEventListener(name, awake);

  return {
    get session() {
      return session;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    login: async (login) => {
      const before = departures;
      await tabs.alone(async () => {
        const tokens = await requests.logIn(login);
        if (!tokens) return;
        await owe(undefined);
        // Signed out while it was on its way: the session that has begun is nobody's.
        if (departures === before) take(tokens);
        else await leave();
      });
      return session;
    },
    logout: async () => {
      const sessionId = session.status === 'signed-in' ? session.sessionId : undefined;
      const owing = owe(sessionId);
      depart(sessionId);
      tabs.tell({ kind: 'signed-out', sessionId });
      await owing;
      await tabs.alone(leave);
    },
    fetch: fetchAs,
    token,
    ready: async () => {
      if (session.status === 'unknown') await refresh();
      return session;
    },
    close: () => {
      clearTimeout(timer);
      tabs.close();
      for (const [target, name] of events) target.removeEventListener(name, awake);
    },
  };

  async function leave(): Promise<void> {
    await requests.leave();
    await owe(undefined);
  }
}

/** What a token says: the server and the database verify it, and nothing here depends on it but what is shown. */
function claimsOf(token: string): { sub: string; sid: string } {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  return JSON.parse(atob(payload));
}

function challengeOf({ status, headers }: Response): string {
  return (status === 401 && headers.get('www-authenticate')) || '';
}

/** What a step-up would help against; undefined: none would. */
function neededBy(answer: Response): StepUp | undefined {
  const challenge = challengeOf(answer);
  const [, acrValues] = / acr_values="([^"]+)"/.exec(challenge) ?? [];
  const [, maxAge] = / max_age="(\d+)"/.exec(challenge) ?? [];
  return acrValues === undefined ? undefined : { acrValues, ...(maxAge && { maxAge: Number(maxAge) }) };
}

/** A signal that ends with either; and what is done once the answer is there. Not every place that has fetch has AbortSignal.any. */
function eitherOf(one: AbortSignal, other: AbortSignal): [AbortSignal, () => void] {
  if (AbortSignal.any) return [AbortSignal.any([one, other]), () => {}];
  const both = new AbortController();
  const end = () => both.abort(one.reason ?? other.reason);
  const signals = [one, other];
  for (const signal of signals) signal.addEventListener('abort', end);
  if (one.aborted || other.aborted) end();
  return [
    both.signal,
    () => {
      for (const signal of signals) signal.removeEventListener('abort', end);
    },
  ];
}

/** The session that somebody signed out of and that the server may not know of. A page without storage signs out as long as it is open. */
function debtIn(storage: Store | undefined) {
  const attempt = async <T>(work: (store: Store) => T): Promise<Awaited<T> | null> => {
    try {
      return await work(storage ?? localStorage);
    } catch {
      return null;
    }
  };
  return {
    owed: () => attempt((store) => store.getItem(OWED)),
    owe: (sessionId: string | undefined) =>
      attempt((store) => (sessionId === undefined ? store.removeItem(OWED) : store.setItem(OWED, sessionId))),
  };
}
