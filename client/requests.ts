/** A problem document of the server (RFC 9457), or what stands for one. */
export interface ProblemDocument {
  status: number;
  /** Such as `invalid_credentials`: db/ERRORS.md lists them. */
  code: string;
  title: string;
  detail?: string;
}

/** The server refused. */
export class RefusedError extends Error {
  readonly problem: ProblemDocument;

  /** @param problem - why. */
  constructor(problem: ProblemDocument) {
    super(problem.detail ?? problem.title);
    this.name = 'RefusedError';
    this.problem = problem;
  }

  /** Which problem. */
  get code(): string {
    return this.problem.code;
  }
}

/** Nobody is signed in here, or no longer. */
export class SignedOutError extends Error {
  /** @param message - in English. */
  constructor(message = 'Nobody is signed in') {
    super(message);
    this.name = 'SignedOutError';
  }
}

/** What the server answers to a login or a refresh. */
export interface Tokens {
  access_token: string;
  expires_in: number;
  /** Where the application keeps it. */
  refresh_token?: string;
}

/** Where an application keeps what has to outlast it: as localStorage does it, at once or by promises. */
export interface Store {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

/** How a session is begun, continued and ended. */
export interface SessionRequests {
  logIn(login: object): Promise<Tokens | undefined>;
  refresh(): Promise<Tokens | undefined>;
  leave(): Promise<void>;
  /** There is no session any more. */
  forget(): Promise<void>;
}

const TOKEN = 'rowseal-refresh-token';

/**
 * Begins, continues and ends sessions.
 *
 * @param send - such as `fetch`.
 * @param url - of the server.
 * @param store - where the application keeps the refresh token; undefined: it is in the cookie that no script can read.
 */
export function sessionRequests(send: typeof fetch, url: string, store: Store | undefined): SessionRequests {
  const ask = async (path: string, body: object) => {
    const tokens = await post<Tokens>(send, url, path, body, store ? 'omit' : 'include');
    if (store && tokens?.refresh_token) await store.setItem(TOKEN, tokens.refresh_token);
    return tokens;
  };
  const kept = async () => {
    if (!store) return {};
    const token = await store.getItem(TOKEN);
    if (token) return { refresh_token: token };
    throw new RefusedError({ status: 401, code: 'invalid_token', title: 'Nobody is signed in' });
  };
  const forget = async () => void (await store?.removeItem(TOKEN));
  return {
    logIn: (login) => ask('/v1/auth/token', { provider: 'password', transport: store ? 'body' : 'cookie', ...login }),
    refresh: async () => ask('/v1/auth/refresh', await kept()),
    leave: async () => {
      const body = await kept().catch(() => undefined);
      if (body) await ask('/v1/auth/logout', body);
      await forget();
    },
    forget,
  };
}

/** An answer that takes longer is as good as lost, and holds the lock of the tabs no longer. */
const LONGEST_ANSWER_MS = 15_000;

/** Posts JSON. Throws RefusedError where the server says no, and what `fetch` throws where it does not say anything. */
async function post<T>(
  send: typeof fetch,
  url: string,
  path: string,
  body: object,
  credentials: RequestCredentials,
): Promise<T | undefined> {
  // Not AbortSignal.timeout: not every place that has fetch has it.
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), LONGEST_ANSWER_MS);
  try {
    const answer = await send(url + path, {
      method: 'POST',
      credentials,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: waiting.signal,
    });
    if (answer.ok) return answer.status === 204 ? undefined : await answer.json();
    const problem = await answer.json().catch(() => undefined);
    throw new RefusedError({ code: 'unavailable', title: answer.statusText, ...problem, status: answer.status });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether a failure says that there is no session any more, and not just that the server could not be asked.
 *
 * @param error - of a request of {@link SessionRequests}.
 */
export function isEnd(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.problem.status === 401;
}
