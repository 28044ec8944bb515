// npm run setup: applies sql/, and makes two people and their workspaces to try the application with. Safe to run again.
import pg from 'pg';
import { migrate } from './lib/migrate.js';
import { rowseal } from './lib/rowseal.js';

const { admin } = rowseal;
const password = process.env.DEMO_PASSWORD;
const url = await admin.url();
await migrate(url);

const client = new pg.Client({ connectionString: url });
await client.connect();
for (const [email, slug] of [
  ['ann@example.com', 'acme'],
  ['ben@example.com', 'globex'],
]) {
  const user = (await admin.findUser(email)) ?? (await admin.createUser({ email, password, verified: true }));
  const known = await admin.findWorkspace(slug);
  const workspace = known ?? (await admin.createWorkspace({ slug, owner: user.id }));
  if (!known)
    await client.query('insert into app.notes (workspace_id, title) values ($1, $2)', [
      workspace.id,
      `The first note of ${slug}`,
    ]);
}
await client.end();
await rowseal.close();
console.log(
  `Sign in as ann@example.com (of acme) or ben@example.com (of globex). The password is DEMO_PASSWORD in .env.`,
);
