import type postgres from 'postgres';
import type { World } from './world.ts';

/**
 * Puts a secret into every place that is searched, in every notation that a table can hold, so that a search which finds nothing has to find this.
 *
 * @param world - where, but for the server's log.
 * @param secret - no token of this run.
 */
export async function plant({ admin, lookAround }: World, secret: string): Promise<void> {
  const bytes = Buffer.from(secret);
  const longer = Buffer.concat([Buffer.from('longer: '), bytes]);
  await admin`create table public.planted (text text, bytes bytea, hexadecimal text, base64 text, base64url text)`;
  await admin`insert into public.planted values (${secret}, ${bytes}, ${bytes.toString('hex').toUpperCase()},
                                                 ${longer.toString('base64')}, ${longer.toString('base64url')})`;
  await admin.unsafe(`comment on table public.planted is '${secret}'`);
  await admin.begin(async (sql: postgres.TransactionSql) => {
    await sql.unsafe(`select '${secret}'`);
    await lookAround();
  });
}
