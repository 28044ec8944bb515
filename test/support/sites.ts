import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { closeAfterFile } from './closing.ts';

/** One request as it arrived at a server, and what it was answered with. */
export interface Exchange {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Of the answer; undefined as long as there is none. */
  status: number | undefined;
}

/** A web server of a test, listening on the loopback address, closed after the test file. */
export interface Site {
  port: number;
  /** Everything that has arrived, but requests for its own pages. */
  exchanges: Exchange[];
}

/** A reverse proxy in front of an application: what stands between browsers and the server. */
export interface Front extends Site {
  /** Where the application listens. */
  upstream: number;
  /** Keeps these headers of requests from the application, as a browser that knows nothing of them would. */
  withheld: string[];
  /** Waited for before an answer goes back to the browser. */
  beforeAnswer: (exchange: Exchange) => Promise<void>;
  /** Whether the answer is lost on its way to the browser. */
  loses: (exchange: Exchange) => boolean;
  /** Scripts of the application's origin, by path. */
  scripts: Map<string, string>;
}

const PAGE = '<!doctype html><meta charset=utf-8><title>A page</title><body><script src=/attacks.js></script>';

async function listen(handle: (incoming: IncomingMessage, answer: ServerResponse) => void): Promise<Server> {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAfterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

function answerPage(url: string, answer: ServerResponse): boolean {
  if (url === '/page') answer.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  else if (url === '/favicon.ico') answer.writeHead(404).end();
  else return false;
  return true;
}

/** The server of another site: /page can run `attacks`, /bounce?to= redirects with the body, /set-cookie?value= sets a cookie. */
export async function openSite(): Promise<Site> {
  const attacks = await readFile(path.join(import.meta.dirname, 'pages/attacks.js'));
  const exchanges: Exchange[] = [];
  const server = await listen((incoming, answer) => {
    const { method = '', url = '', headers } = incoming;
    if (url === '/attacks.js') answer.writeHead(200, { 'content-type': 'text/javascript' }).end(attacks);
    if (url === '/attacks.js' || answerPage(url, answer)) return;
    exchanges.push({ method, url, headers, status: 200 });
    const { pathname, searchParams } = new URL(url, 'http://site');
    if (pathname === '/bounce') answer.writeHead(307, { location: searchParams.get('to') ?? '' }).end();
    else
      answer.writeHead(200, { 'content-type': 'text/html', 'set-cookie': searchParams.get('value') ?? [] }).end(PAGE);
  });
  return { port: (server.address() as AddressInfo).port, exchanges };
}

/** The one in front of the application, which has to be told where that is. Its own /page is a page of the application's origin. */
export async function openFront(): Promise<Front> {
  const server = await listen((incoming, answer) => forward(front, incoming, answer));
  const front: Front = {
    port: (server.address() as AddressInfo).port,
    exchanges: [],
    upstream: 0,
    withheld: [],
    beforeAnswer: async () => {},
    loses: () => false,
    scripts: new Map(),
  };
  return front;
}

function forward(front: Front, incoming: IncomingMessage, answer: ServerResponse): void {
  const { method = '', url = '', headers } = incoming;
  if (answerPage(url, answer)) return;
  const script = front.scripts.get(url);
  if (script !== undefined) return void answer.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
  const exchange: Exchange = { method, url, headers, status: undefined };
  front.exchanges.push(exchange);
  const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !front.withheld.includes(name)));
  const onward = request({ host: '127.0.0.1', port: front.upstream, method, path: url, headers: passed });
  onward.on('error', () => answer.destroy());
  onward.on('response', async (received) => {
    await front.beforeAnswer(exchange);
    exchange.status = received.statusCode;
    if (front.loses(exchange)) return void answer.destroy();
    answer.writeHead(received.statusCode ?? 502, received.rawHeaders);
    received.pipe(answer);
  });
  incoming.pipe(onward);
}
