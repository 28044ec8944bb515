import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Rowseal } from './rowseal.ts';

type Next = (error?: unknown) => void;

/**
 * Rowseal as middleware of Express (and of Connect, and of whatever takes their handlers). Requests that are none of Rowseal's go to the next one.
 *
 * @param rowseal - of the application.
 * @example
 * app.use(rowsealExpress(rowseal)); // before express.json(): Rowseal reads its bodies itself
 */
export function rowsealExpress(rowseal: Rowseal) {
  return (request: IncomingMessage & { originalUrl?: string }, response: ServerResponse, next: Next): void => {
    const [pathname = '/'] = (request.originalUrl ?? request.url ?? '/').split('?');
    rowseal
      .owns(pathname)
      .then(async (isOwn) => (isOwn ? rowseal.node(request, response) : next()))
      .catch(next);
  };
}
