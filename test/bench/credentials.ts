import type postgres from 'postgres';
import { credentialSpeed } from './credential-speed.ts';
import { endurance } from './endurance.ts';
import { firstRefreshToken, type Installation, runFile } from './installation.ts';
import type { Verdict } from './table.ts';

const SESSIONS_A_USER = 10;

/** A credential, with the primary key of its row. */
export interface Owned {
  user_id: string;
  id: string;
  token: string;
}

/** Genuine credentials of the first users. */
export interface Credentials {
  /** 10,000 sessions. Who rotates one puts the successor in the place of its token. */
  sessions: Owned[];
  /** 1,000 personal access tokens, limited to a scope. */
  tokens: Owned[];
}

async function issue(admin: postgres.Sql): Promise<Credentials> {
  const sessions = await admin<{ user_id: string; id: string; secret: Buffer }[]>`
    select opened.sub as user_id, opened.sid as id, made.secret
      from rowseal.users as holder
     cross join generate_series(1, ${SESSIONS_A_USER}::int) as n
     -- Each row has an argument of its own, so that each opens a session.
     cross join lateral (select rowseal_private.random_bytes(32 + 0 * n) as secret offset 0) as made
     cross join lateral rowseal_private.open_session(
             holder.id, null, null, '192.0.2.1', 'Browser ' || n, refresh_digest => sha256(made.secret)
           ) as opened
     where holder.email like 'u%@bench.test'`;
  const tokens = await admin<Owned[]>`
    with made as materialized (
      select membership.user_id, membership.workspace_id, rowseal.uuidv7() as id, rowseal_private.random_bytes(33) as secret
        from rowseal.memberships as membership
        join rowseal.users as holder on holder.id = membership.user_id
       where holder.email like 'u%@bench.test'
    ), spelled as materialized (
      select made.*, rowseal_private.format_token('rsp_', uuid_send(user_id) || uuid_send(id) || secret) as token from made
    ), kept as (
      insert into rowseal_private.personal_access_tokens
             (user_id, id, workspace_id, name, scope, secret_hash, last_four, expires_at)
      select user_id, id, workspace_id, 'bench', 'notes:read', sha256(sha256(secret)), right(token, 4), now() + interval '30 days' from spelled
    )
    select user_id, id, token from spelled`;
  return {
    sessions: sessions.map(({ user_id, id, secret }) => ({
      user_id,
      id,
      token: firstRefreshToken(user_id, id, secret),
    })),
    tokens: [...tokens],
  };
}

/**
 * Table 4: refresh tokens and personal access tokens on a durable cluster.
 *
 * @param installation - a durable one.
 * @param options - seconds, rounds: of each comparison; rotations: how many the table of sessions must stand.
 */
export async function credentials(
  installation: Installation,
  options: { seconds: number; rounds: number; rotations: number },
): Promise<Verdict[]> {
  const issued = await issue(installation.admin);
  await runFile(installation.admin, 'seed-credentials.sql');
  return [
    ...(await credentialSpeed(installation, issued, options)),
    ...(await endurance(installation, issued.sessions, options.rotations)),
  ];
}
