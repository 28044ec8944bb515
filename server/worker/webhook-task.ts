import type { Task } from 'graphile-worker';
import type { MasterKeys } from '../credentials/master-keys.ts';
import { signaturesOf, type WebhookSecrets, webhookSecrets } from '../credentials/webhook-secrets.ts';
import { UnreadableSecret } from '../credentials/wrapping.ts';
import type { Metrics, WebhookOutcome } from '../observability/metrics.ts';
import { type Destinations, PostFailure, postOutside, type Unsent } from './outgoing-post.ts';

/** In milliseconds, from the name of the host to the status of the answer. */
const PATIENCE_MS = 5_000;

/** What the task needs. */
export interface WebhookTaskOptions extends Pick<Destinations, 'networks' | 'resolve'> {
  /** Encrypts the secrets that sign. */
  masterKey: MasterKeys;
  /** Told of secrets that do not open. */
  report: (message: string) => void;
  /** Counts what became of each try. */
  metrics?: Pick<Metrics, 'webhookTried'> | undefined;
}

/** What to send; see rowseal_private.compose_webhook. */
interface ComposedWebhook {
  webhook_id: string;
  url: string;
  secret_jwe: string;
  former_secret_jwe: string | null;
  event_id: string;
  /** The database's time, in seconds since 1970. */
  sent_at: string;
  body: string;
}

/** A receiver has not taken what it was told: it is told again. */
export class NotTaken extends Error {}

/** What a try was answered, or why it was not. */
type Answer = { status: number; error: null } | { status: null; error: Unsent | 'unreadable_secret' };

/**
 * The job "webhook": tells a webhook of an event, signed as Standard Webhooks says. One that is not taken is tried again by the queue, under the same id.
 *
 * @param options - whose secrets sign, and where it may be sent.
 */
export function webhookTask({ masterKey, report, metrics, networks, resolve }: WebhookTaskOptions): Task {
  const secrets = webhookSecrets(masterKey);
  const where: Destinations = { development: false, anyPort: false, networks, resolve };
  return async (payload, { query, job }) => {
    const about = JSON.stringify(payload);
    const { rows } = await query<ComposedWebhook>('select * from rowseal_private.compose_webhook($1)', [about]);
    const [composed] = rows;
    const answer = composed ? await answerTo(composed, secrets, where, report) : { status: null, error: null };
    const noted = await query<{ outcome: WebhookOutcome }>(
      'select rowseal_private.note_webhook_delivery($1, $2, $3, $4) as outcome',
      [about, answer.status, answer.error, job.attempts >= job.max_attempts],
    );
    const outcome = noted.rows[0]?.outcome ?? 'dropped';
    metrics?.webhookTried(outcome);
    if (outcome === 'waiting') throw new NotTaken(answer.error ?? `it answered ${answer.status}`);
  };
}

async function answerTo(
  composed: ComposedWebhook,
  secrets: WebhookSecrets,
  where: Destinations,
  report: (message: string) => void,
): Promise<Answer> {
  const { webhook_id: id, url, body, event_id, sent_at } = composed;
  const jwes = [composed.secret_jwe, composed.former_secret_jwe].filter((jwe) => jwe !== null);
  const timestamp = Number(sent_at);
  try {
    const opened = await Promise.all(jwes.map((jwe) => secrets.open(id, jwe)));
    const headers = {
      'content-type': 'application/json',
      'webhook-id': event_id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signaturesOf({ id: event_id, timestamp, body }, opened),
    };
    return { status: await postOutside({ address: url, headers, body, patienceMs: PATIENCE_MS }, where), error: null };
  } catch (error) {
    if (error instanceof PostFailure) return { status: null, error: error.reason };
    if (!(error instanceof UnreadableSecret)) throw error;
    report(`webhook ${id} is told nothing: ${error.message}`);
    return { status: null, error: 'unreadable_secret' };
  }
}
