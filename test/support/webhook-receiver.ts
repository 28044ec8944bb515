import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { expect } from 'vitest';
import { webhookSecrets } from '#server/credentials/webhook-secrets.ts';
import { certificateAuthority } from './certificates.ts';
import { closeAfterFile } from './closing.ts';
import type { FreshDatabase } from './database.ts';
import { TEST_MASTER_KEY } from './master-key.ts';

/** A request that a receiver got. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a receiver answers. */
export interface ReceiverAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Bytes of a body that never ends; left out: none. */
  endless?: boolean;
  /** Never answers. */
  silent?: boolean;
}

/** A receiver over TLS on the loopback address, whose certificate is of `hooks.test`; closed after the test file. */
export interface WebhookReceiver {
  port: number;
  /** The certificate of its authority. */
  authority: string;
  /** Everything that has arrived, in order. */
  received: Received[];
  /** How many connections were opened. */
  connections(): number;
  /** What it answers; the last one from then on. */
  answers: ReceiverAnswer[];
}

/** Starts a receiver whose certificate this process trusts. */
export async function webhookReceiver(name = 'hooks.test'): Promise<WebhookReceiver> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-webhooks-'));
  // Of two authorities of one name the first alone would be tried.
  const authority = await certificateAuthority(folder, `webhooks ${crypto.randomUUID()}`);
  const { cert, key } = await authority.issue(name);
  await rm(folder, { recursive: true });
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.cert]);
  const received: Received[] = [];
  const answers: ReceiverAnswer[] = [{ status: 204 }];
  let connections = 0;
  const server = createServer({ cert, key }, async (incoming, answer) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    received.push({ path: incoming.url ?? '', headers: incoming.headers, body });
    const next = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 204 };
    if (next.silent) return;
    answer.writeHead(next.status, next.headers);
    if (!next.endless) return void answer.end();
    answer.on('error', () => {});
    const more = () => {
      while (!answer.destroyed && answer.write('x'.repeat(65_536)));
    };
    answer.on('drain', more);
    more();
  });
  server.on('connection', () => {
    connections++;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAfterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, authority: authority.cert, received, connections: () => connections, answers };
}

/** A name that is this machine. */
export const toThisMachine = async () => [{ address: '127.0.0.1', family: 4 }];

/**
 * Makes a webhook of a workspace.
 *
 * @param db - where.
 * @param url - where it leads.
 * @param options - slug of the workspace; kinds: the only events; left out: acme, `told`.
 * @returns its id, and its secret as the receiver is shown it.
 */
export async function createWebhook(
  { admin }: FreshDatabase,
  url: string,
  { slug = 'acme', kinds = ['told'] }: { slug?: string; kinds?: string[] } = {},
): Promise<{ id: string; secret: string }> {
  const id = crypto.randomUUID();
  const { secret, jwe } = await webhookSecrets(TEST_MASTER_KEY).create(id);
  await admin`
    insert into rowseal_private.webhooks (workspace_id, id, url, kinds, secret_jwe, after_number)
    select id, ${id}, ${url}, ${kinds}, ${jwe}, rowseal_private.last_sealed_event()
      from rowseal.workspaces where slug = ${slug}`;
  return { id, secret };
}

/** Seals every event, whatever other tests of the cluster have open. */
export async function sealAll(admin: FreshDatabase['admin']): Promise<void> {
  await expect
    .poll(
      async () => {
        await admin`select rowseal_private.seal_events()`;
        const [row] = await admin<{ left: number }[]>`
          select count(*)::integer as left from rowseal_private.audit_events as event
           where not exists (
             select from rowseal_private.sealed_events as sealed
              where (sealed.workspace_id, sealed.at, sealed.id) = (event.workspace_id, event.at, event.id))`;
        return row?.left;
      },
      { timeout: 30_000 },
    )
    .toBe(0);
}

/** Writes an event of a workspace, and seals it. */
export async function happen(
  { admin }: FreshDatabase,
  kind: string,
  details: Record<string, string> = {},
  slug = 'acme',
): Promise<void> {
  await admin`
    select rowseal_private.record_event(
             ${kind}, null, (select id from rowseal.workspaces where slug = ${slug}), ${admin.json(details)})`;
  await sealAll(admin);
}
