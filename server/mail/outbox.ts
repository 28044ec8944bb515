import type { Mail, MailTransport } from './transport.ts';

const KEPT = 100;

/** A mail that was kept instead of being sent. */
export type KeptMail = Mail & { id: number; at: string };

/** Mail that never leaves the process: what development has instead of a mail server. */
export interface Outbox extends MailTransport {
  /** The last hundred, the newest first. */
  list(): KeptMail[];
}

/** An empty outbox. */
export function createOutbox(): Outbox {
  const kept: KeptMail[] = [];
  let count = 0;
  return {
    send: async (mail) => {
      count += 1;
      kept.unshift({ id: count, at: new Date().toISOString(), ...mail });
      kept.length = Math.min(kept.length, KEPT);
      return 'sent';
    },
    list: () => [...kept],
  };
}
