import type postgres from 'postgres';
import type { ClaimsEntry } from '#server/database/gateway.ts';
import { entryOf, type SealedClaims } from '#server/database/sealed-claims.ts';
import { testRefreshTokens } from './refresh-tokens.ts';

/** Somebody who has logged in. */
export interface Person {
  entry: ClaimsEntry;
  workspaceId: string;
  refreshToken: string;
}

/**
 * Makes a user who belongs to a workspace (made if new) and has a session, and seals its claims.
 *
 * @param admin - an administrator's connections.
 * @param workspace - slug.
 * @param role - a built-in role.
 * @param scope - what the session is limited to.
 */
export async function createPerson(
  admin: postgres.Sql,
  workspace: string,
  role: string,
  scope?: string,
): Promise<Person> {
  const first = testRefreshTokens.first();
  const [row] = await admin<(SealedClaims & { workspace_id: string })[]>`
    with known as (
      -- By a former slug too: a generated request may have given it another.
      select rowseal_private.workspace_named(${workspace}) as id
    ), made as (
      insert into rowseal.workspaces (slug, name) select ${workspace}, ${workspace} from known where known.id is null
      on conflict (slug) do update set name = excluded.name
      returning id
    ), here as (
      select id from known where id is not null union all select id from made
    ), holder as (
      insert into rowseal.users (email) values (gen_random_uuid() || '@people.test') returning id
    ), member as (
      insert into rowseal.memberships (workspace_id, user_id, role) select here.id, holder.id, ${role} from here, holder
    )
    select here.id as workspace_id, opened.*
      from here, holder, rowseal_private.open_session(
             holder.id, null, ${scope ?? null}, null, null, refresh_digest => ${first.digest}, proofs => jsonb_build_object('password', now())
           ) as opened`;
  if (!row) throw new Error('no person was made');
  return { entry: entryOf(row, workspace), workspaceId: row.workspace_id, refreshToken: first.of(row) };
}
