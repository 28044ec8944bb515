import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './connect.ts';

// In a process of its own: the driver's errors escape here.
const [url = '', trap = ''] = process.argv.slice(2);
process.on('uncaughtException', () => {}).on('unhandledRejection', () => {});

/** How many queries may share a connection at once; the driver's own is 100. */
const PIPELINE = 4;

/** Begins a transaction while as many queries are in flight as may be, and lets a stranger write meanwhile. */
async function pipelined(): Promise<string[]> {
  const sql = connect(url, { max: 1, ...{ max_pipeline: PIPELINE } });
  await sql`select`;
  const others = Array.from({ length: PIPELINE }, () => sql`select pg_sleep(0.05)`.execute());
  sql.begin((own) => own`select`).catch(() => {});
  const stranger = sql`insert into kept values ('a stranger’s') returning word`.execute();
  await Promise.all(others);
  const acknowledged = await stranger;
  return acknowledged.map(({ word }) => word);
}

/** Is killed while its transaction is idle, and goes on with it. */
async function killed(): Promise<string[]> {
  const admin = connect(url);
  const sql = connect(url, { max: 1, backoff: () => 0 });
  const wentOn = Promise.withResolvers<void>();
  let rejected: string[] = [];
  await sql
    .begin(async (own) => {
      const [row] = await own<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await own`set local idle_in_transaction_session_timeout = '50ms'`;
      await own`insert into kept values ('first')`;
      while ((await admin`select from pg_stat_activity where pid = ${row?.pid ?? 0}`).length > 0) await sleep(10);
      // Anybody's query opens the connection anew.
      await sql`select`;
      own`insert into kept values ('second')`.then(() => wentOn.resolve(), wentOn.reject);
    })
    .catch(({ code }) => {
      rejected = [`rejected: ${code}`];
    });
  await wentOn.promise;
  return rejected;
}

const answer = await (trap === 'pipelined' ? pipelined() : killed());
console.log(JSON.stringify(answer));
process.exit(0);
