// npm run setup: applies sql/, and where DEMO_PASSWORD is set makes two people and their workspaces to try the application with. Safe to run again.
import pg from 'pg';
import { migrate } from './lib/migrate.js';
import { rowseal } from './lib/rowseal.js';

const { admin } = rowseal;
const url = await admin.url();
await migrate(url);
const password = process.env.DEMO_PASSWORD;
if (password) await makePeople(password);
await rowseal.close();

async function makePeople(password) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [email, slug] of [
    ['ann@example.com', 'acme'],
    ['ben@example.com', 'globex'],
  ]) {
    const user = (await admin.findUser(email)) ?? (await admin.createUser({ email, password, verified: true }));
    if (await admin.findWorkspace(slug)) continue;
    const { id } = await admin.createWorkspace({ slug, owner: user.id });
    await client.query('insert into app.notes (workspace_id, title) values ($1, $2)', [
      id,
      `The first note of ${slug}`,
    ]);
  }
  await client.end();
  console.log(
    'Sign in as ann@example.com (of acme) or ben@example.com (of globex). The password is DEMO_PASSWORD in .env.',
  );
}
