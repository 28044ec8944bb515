import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { COOKIE } from '#test/support/refresh-cookie.ts';
import type { Caller, Outcome } from './caller.ts';

/** How a client keeps its refresh token. */
export type Transport = 'cookie' | 'body';

/** A retry of a refresh is answered for ten seconds, and once a day for longer: a client that needed that signs in anew. */
const SOON_MS = 7_000;

/** A session of a demo account, as its client knows it. */
export class Session {
  readonly #caller: Caller;
  readonly #transport: Transport;
  access: string;
  refresh: string;
  /** Whether the one long retry of the day may be used up. */
  isSpent = false;

  private constructor(caller: Caller, transport: Transport, tokens: { access: string; refresh: string }) {
    this.#caller = caller;
    this.#transport = transport;
    this.access = tokens.access;
    this.refresh = tokens.refresh;
  }

  /**
   * Signs in.
   *
   * @param caller - sends.
   * @param email - of a demo account.
   * @param transport - how the refresh token travels.
   */
  static async logIn(caller: Caller, email: string, transport: Transport): Promise<Session> {
    for (;;) {
      const answer = await caller.answered('POST /v1/auth/token', {
        method: 'POST',
        path: '/v1/auth/token',
        headers: transport === 'cookie' ? { origin: PUBLIC_URL } : {},
        body: { provider: 'password', email, password: DEMO_PASSWORD, transport },
      });
      if (caller.expect('log in', answer, 200)) return new Session(caller, transport, tokensIn(answer, transport));
    }
  }

  /** What a request by this session carries. */
  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.access}`, 'x-rowseal-workspace': 'acme' };
  }

  /** Exchanges the refresh token, as often as it takes to hear of its successor. Nobody may be signed out by an answer that was lost. */
  async renew(): Promise<void> {
    const began = performance.now();
    const answer = await this.#caller.answered(
      `POST /v1/auth/refresh, ${this.#transport}`,
      this.#presenting('refresh'),
    );
    if (performance.now() - began > SOON_MS) this.isSpent = true;
    if (answer.again) this.#caller.ledger.count('refreshes answered at a second attempt');
    if (!this.#caller.expect(`refresh${answer.again ? ', again' : ''}`, answer, 200)) return;
    Object.assign(this, tokensIn(answer, this.#transport));
  }

  /** Signs out, until that is acknowledged. */
  async logOut(): Promise<Outcome> {
    return this.#caller.answered('POST /v1/auth/logout', this.#presenting('logout'));
  }

  /** Presents the refresh token once more. */
  async presented(): Promise<Outcome> {
    return this.#caller.once('refresh of an ended session', this.#presenting('refresh'));
  }

  #presenting(what: 'refresh' | 'logout') {
    const asked = { method: 'POST', path: `/v1/auth/${what}` };
    return this.#transport === 'cookie'
      ? { ...asked, headers: { cookie: `${COOKIE}=${this.refresh}`, origin: PUBLIC_URL } }
      : { ...asked, body: { refresh_token: this.refresh } };
  }
}

function tokensIn(answer: Extract<Outcome, { kind: 'answered' }>, transport: Transport) {
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith(`${COOKIE}=`));
  const refresh = transport === 'cookie' ? cookie?.slice(COOKIE.length + 1).split(';')[0] : answer.body.refresh_token;
  return { access: answer.body.access_token as string, refresh: String(refresh) };
}

/** The id that a session has, as its access token says. */
export function sessionIdOf(access: string): string {
  return JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()).sid;
}
