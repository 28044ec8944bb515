import { randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { type Needle, needlesOf } from '#test/support/secret-search.ts';

/** Everything secret that a run has made or presented. */
export interface Secrets {
  /** Takes down every token in a text, such as an answer of the server. */
  note(text: string): void;
  /** A new password, taken down. */
  password(): string;
  /** Random bytes in place of a derived key, taken down. */
  bytes(length: number): Buffer;
  /** Takes down anything else. */
  add(kind: string, secret: Buffer | string): void;
  /** Takes down what lies in tables by design, and may be in no log all the same. */
  addStored(kind: string, secret: Buffer): void;
  /** How many secrets of each kind there are. */
  count(): Record<string, number>;
  /** What to look for; of what lies in tables by design, in logs only. */
  needles(where: 'database' | 'logs'): Needle[];
}

interface Secret {
  kind: string;
  bytes: Buffer;
  stored: boolean;
}

const KINDS: Record<string, string> = {
  rsr_: 'refresh token',
  rsp_: 'personal access token',
  rsc_: 'authorization code',
  rsi_: 'invitation',
  rsj_: 'invitation link',
  rsv_: 'e-mail proof',
  rsl_: 'login that waits',
  rsd_: 'device',
};
const TOKEN = /rs[rpcijvld]_[A-Za-z0-9_-]{92,120}|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;

/** A ledger without an entry. */
export function openLedger(): Secrets {
  const secrets = new Map<string, Secret>();
  const add = (kind: string, secret: Buffer | string, stored = false) => {
    const bytes = Buffer.from(secret);
    secrets.set(`${kind} ${bytes.toString('base64')}`, { kind, bytes, stored });
  };
  const addToken = (token: string) => {
    if (token.startsWith('eyJ')) {
      add('access token', token);
      add('signature of an access token', Buffer.from(token.split('.')[2] ?? '', 'base64url'));
      const { seal } = decodeJwt(token);
      if (typeof seal === 'string') add('seal of an access token', Buffer.from(seal, 'hex'));
    } else {
      const kind = KINDS[token.slice(0, 4)] ?? 'token';
      add(kind, token);
      add(`secret of a ${kind}`, secretOf(token));
    }
  };
  return {
    note: (text) => {
      for (const [token] of text.matchAll(TOKEN)) addToken(token);
    },
    password: () => {
      const password = randomBytes(18).toString('base64url');
      add('password', password);
      return password;
    },
    bytes: (length) => {
      const bytes = randomBytes(length);
      add('key derived from a password', bytes);
      return bytes;
    },
    add: (kind, secret) => add(kind, secret),
    addStored: (kind, secret) => add(kind, secret, true),
    count: () => {
      const kinds = [...secrets.values()].map(({ kind }) => kind);
      return Object.fromEntries(kinds.map((kind) => [kind, kinds.filter((other) => other === kind).length]));
    },
    needles: (where) =>
      [...secrets.values()]
        .filter(({ stored }) => where === 'logs' || !stored)
        .flatMap(({ kind, bytes }) => needlesOf(kind, bytes)),
  };
}

/** What of a token is secret: what follows the ids that it is found by, without the checksum. */
function secretOf(token: string): Buffer {
  const payload = Buffer.from(token.slice(4), 'base64url');
  return payload.subarray(token.startsWith('rsr_') ? 36 : 32, -4);
}
