import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeAfterFile } from './closing.ts';

/** What a client was told at its back-channel logout URI. */
export interface ToldLogout {
  path: string;
  contentType: string | undefined;
  /** The form, as it came. */
  form: URLSearchParams;
}

/** A client that listens on the loopback address, closed after the test file. */
export interface ToldClient {
  /** Without a slash at the end. */
  url: string;
  /** Everything that has arrived, in order. */
  told: ToldLogout[];
  /** What it answers; the last one from then on. */
  answers: { status: number; headers?: Record<string, string> }[];
  /** Waits until so much has arrived in all. */
  heard(count: number): Promise<ToldLogout[]>;
}

/** Starts a client that is told when sessions end. */
export async function toldClient(): Promise<ToldClient> {
  const told: ToldLogout[] = [];
  const answers: ToldClient['answers'] = [{ status: 200 }];
  const server = createServer(async (incoming, answer) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    told.push({
      path: incoming.url ?? '',
      contentType: incoming.headers['content-type'],
      form: new URLSearchParams(body),
    });
    const { status, headers = {} } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 200 };
    answer.writeHead(status, headers).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAfterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    answers,
    heard: async (count) => {
      for (let i = 0; i < 600 && told.length < count; i++) await sleep(50);
      if (told.length < count) throw new Error(`it heard ${told.length} times of ${count}`);
      return told;
    },
  };
}
