import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import type { Balancer, Node } from './nodes.ts';
import type { Troubles } from './troubles.ts';

/** A request of a client. */
export interface Asked {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON; a form where it is URLSearchParams. */
  body?: object;
}

/** What a client knows afterwards. */
export type Outcome =
  | { kind: 'answered'; status: number; body: Body; headers: Headers }
  /** It was not carried out, and may be sent again. */
  | { kind: 'not made' }
  /** The answer was lost. */
  | { kind: 'unknown' };

// biome-ignore lint/suspicious/noExplicitAny: a body is whatever the server said; clients look at what it is.
type Body = any;

const LONGEST_ANSWER_MS = 40_000;

/** Sends requests as clients do, and complains of every answer that nothing explains. */
export class Caller {
  readonly balancer: Balancer;
  readonly ledger: Ledger;
  readonly troubles: Troubles;

  constructor(balancer: Balancer, ledger: Ledger, troubles: Troubles) {
    this.balancer = balancer;
    this.ledger = ledger;
    this.troubles = troubles;
  }

  /**
   * Sends a request once.
   *
   * @param operation - as the ledger calls it.
   * @param asked - the request.
   */
  async once(operation: string, asked: Asked): Promise<Outcome> {
    const node = this.balancer.pick();
    const began = performance.now();
    try {
      const answer = await send(node, asked);
      const text = await answer.text();
      const ended = performance.now();
      this.ledger.took(operation, ended - began, this.troubles.isCalm(began, ended));
      const isJson = answer.headers.get('content-type')?.includes('json') && text !== '';
      return this.#evaluated(operation, answer, isJson ? JSON.parse(text) : text, began);
    } catch (error) {
      return this.#lost(operation, node, error, began);
    }
  }

  /**
   * Sends a request until it is answered, as clients do that may: anew after a moment.
   *
   * @param operation - as the ledger calls it.
   * @param asked - the request.
   * @returns the answer, and whether an earlier attempt may have been carried out.
   */
  async answered(
    operation: string,
    asked: Asked,
  ): Promise<Extract<Outcome, { kind: 'answered' }> & { again: boolean }> {
    for (let again = false; ; ) {
      const outcome = await this.once(operation, asked);
      if (outcome.kind === 'answered') return { ...outcome, again };
      again ||= outcome.kind === 'unknown';
      await sleep(100);
    }
  }

  /** Complains unless an answer has one of these statuses. */
  expect(operation: string, outcome: Outcome, ...statuses: number[]): boolean {
    if (outcome.kind !== 'answered') return false;
    if (statuses.includes(outcome.status) && !outcome.body?.errors) return true;
    const { status, body } = outcome;
    this.ledger.complain(`${operation}: ${status} ${body?.code ?? body?.error ?? ''} ${errorsOf(body)}`);
    return false;
  }

  #evaluated(operation: string, answer: Response, body: Body, began: number): Outcome {
    const { status, headers } = answer;
    const code = status === 503 ? (body?.code ?? body?.error) : status === 200 ? failureOf(body) : undefined;
    if (code === undefined && status < 500) return { kind: 'answered', status, body, headers };
    const isExplained = code !== undefined && this.troubles.explains('database', began, performance.now());
    const what = `${operation}: ${status} ${code ?? body?.code} ${body?.detail ?? body?.error_description ?? errorsOf(body)}`;
    if (!isExplained) this.ledger.complain(what);
    else this.ledger.count(`${status === 200 ? 'GraphQL' : status} ${code}`);
    const isUnknown =
      code === 'outcome_unknown' || (status === 503 && !headers.has('retry-after')) || code === undefined;
    if (isUnknown && status === 503 && code !== 'outcome_unknown')
      this.ledger.complain(`${what}, without Retry-After: ${JSON.stringify(body)} ${JSON.stringify([...headers])}`);
    return { kind: isUnknown ? 'unknown' : 'not made' };
  }

  #lost(operation: string, node: Node, error: unknown, began: number): Outcome {
    const code = codeOf(error);
    if (!this.troubles.explains(node.name, began, performance.now()))
      this.ledger.complain(`${operation}: ${code} at ${node.name}`);
    else this.ledger.count(`connection: ${code}`);
    return { kind: code === 'ECONNREFUSED' ? 'not made' : 'unknown' };
  }
}

/** Sends a request to a server. */
function send(node: Node, { method = 'GET', path, headers = {}, body }: Asked): Promise<Response> {
  const isForm = body instanceof URLSearchParams;
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  return fetch(`${node.url}${path}`, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': type } : {}) },
    ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    redirect: 'manual',
    signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
  });
}

/** Codes of fields that failed for want of a database. */
const FAILURES = ['unavailable', 'outcome_unknown', 'overloaded', 'timeout'];

function failureOf(body: Body): string | undefined {
  const codes = (body?.errors ?? []).map((error: Body) => error.extensions?.code);
  return codes.find((code: string) => FAILURES.includes(code));
}

function errorsOf(body: Body): string {
  return (body?.errors ?? []).map((error: Body) => `${error.extensions?.code} ${error.message}`).join('; ');
}

/** What Node calls the end of a connection. */
export function codeOf(error: unknown): string {
  const { code, cause, name, message } = error as { code?: unknown; cause?: unknown; name: string; message: string };
  if (typeof code === 'string') return code;
  return cause ? codeOf(cause) : `${name} ${message}`;
}
