import type { Serving } from '../graphql/optional.ts';
import { keepsCookies } from '../http/public-url.ts';

/** What the greeting depends on. */
export interface GreetingOptions {
  url: string;
  development: boolean;
  graphql: Serving;
  /** Whether its page is. */
  graphiql: boolean;
  /** Whether mail is kept and shown instead of being sent. */
  outbox: boolean;
  /** Of the administrator of an embedded database. */
  embeddedUrl: string | undefined;
  /** What a demo that was seeded has to say. */
  demo: string[];
}

/**
 * What to tell the person who started the server: where it is, and what to try next.
 *
 * @param options - what is running.
 */
export function greeting({ url, demo, development, graphql, graphiql, outbox, embeddedUrl }: GreetingOptions): string {
  const lines = [`Rowseal is ready at ${url}`, `  API           ${url}/docs`];
  if (development) lines.push(`  Account       ${url}/register`);
  if (graphiql) lines.push(`  GraphiQL      ${url}/  (needs an Authorization header)`);
  if (!graphql.served && graphql.missing) lines.push(`  GraphQL       not served: ${graphql.missing}`);
  if (outbox) lines.push(`  Mail          ${url}/dev/mail`);
  if (embeddedUrl) lines.push(`  psql          psql '${embeddedUrl}'`);
  if (!keepsCookies(url))
    lines.push(
      '',
      `Nobody can stay signed in on its pages: over http, browsers keep a session on localhost only. Serve https.`,
    );
  if (demo.length > 0) lines.push('', ...demo);
  return `${lines.join('\n')}\n`;
}
