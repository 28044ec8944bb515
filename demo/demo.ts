import type { Demo } from '../server/cli/serve.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './accounts.ts';
import { installDemo } from './install.ts';
import { demoPage } from './page.ts';
import { seedDemo } from './seed.ts';

/** The notes and projects of two workspaces, people to sign in as, and a page that shows them. */
export const demo: Demo = {
  seed: async (adminUrl, doors) => {
    await installDemo(adminUrl);
    await seedDemo(adminUrl, doors);
  },
  page: demoPage,
  greeting: (url) => {
    const [first] = DEMO_ACCOUNTS;
    const login = JSON.stringify({ provider: 'password', email: first.email, password: DEMO_PASSWORD });
    const query = JSON.stringify({ query: '{ allNotes(first: 3) { nodes { title createdAt } } }' });
    return [
      `Demo accounts, all with the password "${DEMO_PASSWORD}":`,
      ...DEMO_ACCOUNTS.map(({ email, about }) => `  ${email.padEnd(18)} ${about}`),
      '',
      `Sign in as one of them: ${url}/demo`,
      '',
      'Try:',
      `  TOKEN=$(curl -s ${url}/v1/auth/token -H 'content-type: application/json' \\`,
      `    -d '${login}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
      `  curl -s ${url}/v1/me -H "authorization: Bearer $TOKEN" -H 'x-rowseal-workspace: acme'`,
      `  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'x-rowseal-workspace: acme' \\`,
      `    -H 'content-type: application/json' -d '${query}'`,
    ];
  },
};
