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
}

/** An answer that takes longer is as good as lost, and holds the lock of the tabs no longer. */
const LONGEST_ANSWER_MS = 15_000;

/**
 * Posts to the server, with the cookie that no script can read.
 *
 * @param send - such as `fetch`.
 * @param url - of the server.
 * @param path - under it.
 * @param body - sent as JSON.
 * @returns the answer's body; undefined: it has none.
 * @throws RefusedError where the server says no; TypeError or TimeoutError where it does not say anything.
 */
export async function post<T>(send: typeof fetch, url: string, path: string, body: object): Promise<T | undefined> {
  const answer = await send(url + path, {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
  });
  if (answer.ok) return answer.status === 204 ? undefined : answer.json();
  const problem = await answer.json().catch(() => undefined);
  throw new RefusedError({ code: 'unavailable', title: answer.statusText, ...problem, status: answer.status });
}

/**
 * Whether a failure says that there is no session any more, and not just that the server could not be asked.
 *
 * @param error - of {@link post}.
 */
export function isEnd(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.problem.status === 401;
}
