import type { FastifyInstance } from 'fastify';
import { PUBLIC_URL } from './demo-app.ts';

/** A page as a browser gets it. */
export interface Shown {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  html: string;
  /** Where it is sent on to; '' where it is not. */
  location: string;
}

/** What of a browser a server can tell: it keeps cookies, and says where its forms come from. Follows no redirect. */
export interface BrowserLike {
  cookies: Map<string, string>;
  get(url: string): Promise<Shown>;
  post(
    url: string,
    fields?: Record<string, string> | [name: string, value: string][],
    headers?: Record<string, string | undefined>,
  ): Promise<Shown>;
}

/**
 * A browser without a screen.
 *
 * @param app - the server that it visits.
 */
export function browserLike(app: FastifyInstance): BrowserLike {
  const cookies = new Map<string, string>();
  const visit = async (method: 'GET' | 'POST', url: string, headers: object, payload?: string): Promise<Shown> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.inject({
      method,
      url,
      headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value } of answer.cookies as { name: string; value: string }[]) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const { statusCode: status, payload: html } = answer;
    return { status, headers: answer.headers, html, location: String(answer.headers.location ?? '') };
  };
  return {
    cookies,
    get: (url) => visit('GET', url, {}),
    post: (url, fields = {}, headers = { origin: PUBLIC_URL }) =>
      visit(
        'POST',
        url,
        { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        new URLSearchParams(fields).toString(),
      ),
  };
}
