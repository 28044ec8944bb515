import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../../demo/accounts.ts';
import { keepsCookies } from '../http/public-url.ts';

/** What the greeting depends on. */
export interface GreetingOptions {
  url: string;
  demo: boolean;
  development: boolean;
  /** Whether mail is kept and shown instead of being sent. */
  outbox: boolean;
  /** Of the administrator of an embedded database. */
  embeddedUrl: string | undefined;
}

/**
 * What to tell the person who started the server: where it is, and what to try next.
 *
 * @param options - what is running.
 */
export function greeting({ url, demo, development, outbox, embeddedUrl }: GreetingOptions): string {
  const lines = [`Rowseal is ready at ${url}`, `  API           ${url}/docs`];
  if (development) lines.push(`  GraphiQL      ${url}/  (needs an Authorization header)`);
  if (outbox) lines.push(`  Mail          ${url}/dev/mail`);
  if (embeddedUrl) lines.push(`  psql          psql '${embeddedUrl}'`);
  if (!keepsCookies(url))
    lines.push(
      '',
      `Nobody stays signed in on its pages: browsers keep no session over http but on localhost. Serve https.`,
    );
  if (demo) lines.push('', ...demoLines(url));
  return `${lines.join('\n')}\n`;
}

function demoLines(url: string): string[] {
  const [first] = DEMO_ACCOUNTS;
  const login = JSON.stringify({ provider: 'password', email: first.email, password: DEMO_PASSWORD });
  const query = JSON.stringify({ query: '{ allNotes(first: 3) { nodes { title createdAt } } }' });
  return [
    `Demo accounts, all with the password "${DEMO_PASSWORD}":`,
    ...DEMO_ACCOUNTS.map(({ email, about }) => `  ${email.padEnd(18)} ${about}`),
    '',
    'Try:',
    `  TOKEN=$(curl -s ${url}/v1/auth/token -H 'content-type: application/json' \\`,
    `    -d '${login}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s ${url}/v1/me -H "authorization: Bearer $TOKEN" -H 'x-rowseal-workspace: acme'`,
    `  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'x-rowseal-workspace: acme' \\`,
    `    -H 'content-type: application/json' -d '${query}'`,
  ];
}
