import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CredentialOptions, publishedBy } from '../adapters/credentials.ts';
import type { PageRequest } from '../adapters/page-token.ts';
import type { PoolOptions } from '../adapters/workspace-pool.ts';
import { createLifecycle } from '../cli/lifecycle.ts';
import { type OpenedServer, openServer } from '../cli/serve.ts';
import { lazily } from '../database/lazily.ts';
import { publicUrlOf } from '../env.ts';
import { basePathOf } from '../http/public-url.ts';
import type { KeptMail } from '../mail/outbox.ts';
import { type Admin, openAdmin } from './admin.ts';
import { configurationOf } from './configuration.ts';
import type { RowsealOptions } from './options.ts';
import { continuePageSession, type PageSession } from './page-session.ts';
import { answerRequest, type RequestInfo } from './web-handler.ts';

/** Rowseal inside an application: everything that `rowseal serve` serves, on the application's own server. */
export interface Rowseal {
  /**
   * Opens the database, installs where it may, and starts the worker. Happens with the first request too, so that importing a module that makes a
   * Rowseal connects to nothing.
   *
   * @throws Error with a sentence for the operator. The next call tries again.
   */
  ready(): Promise<void>;
  /** The path of the public URL, under which every page is; empty: it has none. */
  readonly basePath: string;
  /**
   * Whether a path is Rowseal's: all under the path of the public URL, and the documents of discovery that stand before it (RFC 8414). Where the public
   * URL has no path, those that Rowseal has a route for.
   *
   * @param pathname - as browsers see it.
   */
  owns(pathname: string): Promise<boolean>;
  /**
   * Answers a request of the Web standard.
   *
   * @param request - with the path that browsers see.
   * @param info - the client's address: without it limits count all clients as one, and credentials that list networks are refused.
   */
  handler(request: Request, info?: RequestInfo): Promise<Response>;
  /**
   * Answers a request of Node's own server, whose body nobody has read yet.
   *
   * @throws Error where something has read it, such as a parser of bodies that stands before.
   */
  node(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /**
   * Continues the session of a browser before a page of the application is rendered, on the origin of the public URL: where the access token in its cookie
   * is missing, ends soon, or is of another session than the refresh token, that one is exchanged. Rendering itself never does. Requests that another site
   * may have caused are left as they are.
   *
   * @param request - for a page.
   * @param info - as for {@link Rowseal.handler}.
   * @returns the Cookie header to render with, and the cookies to set.
   */
  continueSession(request: PageRequest, info?: RequestInfo): Promise<PageSession>;
  /** What `openWorkspaces` of `rowseal/pg` and its like is given, so that the application's own statements run as their callers. */
  connection(): Promise<PoolOptions & CredentialOptions>;
  /** What an administrator does to people and workspaces. Needs `databaseUrl`. */
  readonly admin: Admin;
  /** Mail that is kept instead of being sent, the newest first; where `devMail` is. */
  mail(): Promise<readonly KeptMail[]>;
  /** Stops what was started, and closes the connections. */
  close(): Promise<void>;
}

/**
 * Makes Rowseal a part of an application. Connects to nothing yet: see {@link Rowseal.ready}.
 *
 * @param options - see {@link RowsealOptions}.
 * @throws Error that names every option at fault.
 */
export function createRowseal(options: RowsealOptions): Rowseal {
  const configuration = configurationOf(options);
  const { worker = true, devMail, isLagging, verifyHuman } = options;
  const basePath = basePathOf(publicUrlOf(configuration));
  const running = createLifecycle();
  const unopened = () =>
    lazily(() =>
      start().catch(async (error) => {
        await running.stop();
        throw error;
      }),
    );
  let server = unopened();
  const open = () => server.get();

  async function start(): Promise<OpenedServer> {
    const opened = await openServer(
      configuration,
      { worker, isLagging, verifyHuman, ...(devMail === undefined ? {} : { devMail }) },
      running,
    );
    await opened.startWorker();
    await opened.app.ready();
    return opened;
  }

  const handler: Rowseal['handler'] = async (request, info = {}) => answerRequest((await open()).app, request, info);
  const admin = openAdmin(async () => (await open()).adminUrl, configuration.passwordFilter);
  return {
    ready: async () => void (await open()),
    basePath,
    owns: async (pathname) => {
      const { app } = await open();
      if (basePath === '') return app.hasPath(pathname);
      if (pathname === basePath || pathname.startsWith(`${basePath}/`)) return true;
      return pathname.startsWith('/.well-known/') && pathname.endsWith(basePath) && app.hasPath(pathname);
    },
    handler,
    continueSession: (request, info) => continuePageSession(handler, publicUrlOf(configuration), request, info),
    node: async (request, response) => {
      const { app } = await open();
      if (request.readableDidRead && hasBody(request))
        throw new Error('the body of the request was read already: mount Rowseal before parsers of bodies');
      app.routing(request, response);
    },
    connection: async () => {
      const { app, gatewayUrl } = await open();
      const issuer = publicUrlOf(configuration);
      const keys = publishedBy(issuer, (url, { headers }) => answerRequest(app, new Request(url, { headers }), {}));
      return { databaseUrl: gatewayUrl, issuer, keys };
    },
    admin,
    mail: async () => (await open()).outbox?.list() ?? [],
    close: async () => {
      await server.begun?.catch(() => {});
      server = unopened();
      await running.stop();
    },
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
