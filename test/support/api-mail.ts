import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';

/**
 * A proof as a mail to somebody carries it.
 *
 * @param admin - an administrator's connections.
 * @param purpose - what it proves.
 * @param email - whose.
 */
export async function mailedProof(
  admin: postgres.Sql,
  purpose: 'verify_email' | 'reset_password' | 'recover_factors',
  email: string,
): Promise<string> {
  const [row] = await admin<{ token: string }[]>`
    select rowseal_private.issue_proof(${purpose}, id, ${randomUUID()}, email) as token
      from rowseal.users where users.email = ${email}`;
  if (!row) throw new Error(`there is no ${email}`);
  return row.token;
}

/**
 * An invitation into a new workspace, as the mail carries it.
 *
 * @param admin - an administrator's connections.
 * @param email - who is invited.
 * @param member - who belongs to the workspace already.
 */
export async function mailedInvitation(admin: postgres.Sql, email: string, member?: string): Promise<string> {
  const slug = `new-${randomUUID().slice(0, 8)}`;
  const [workspace] = await admin<{ id: string }[]>`
    insert into rowseal.workspaces (slug, name) values (${slug}, ${slug}) returning id`;
  const id = workspace?.id ?? '';
  await admin`
    insert into rowseal.memberships (workspace_id, user_id, role)
    select ${id}, users.id, case email when 'owner@acme.test' then 'owner' else 'viewer' end
      from rowseal.users where email in ('owner@acme.test', ${member ?? ''})`;
  const [invitation] = await admin<{ id: string }[]>`
    insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
    select ${id}, ${email}, 'viewer', users.id, now() + interval '1 day' from rowseal.users where users.email = 'owner@acme.test'
    returning id`;
  const [mail] = await admin<{ token: string }[]>`
    select variables ->> 'token' as token from rowseal_private.compose_invitation(${id}, ${invitation?.id ?? ''})`;
  if (!mail) throw new Error('no invitation was made');
  return mail.token;
}

/**
 * A token as a mail about a change of address carries it, of somebody new.
 *
 * @param admin - an administrator's connections.
 * @param place - `pending_addresses`: it confirms a new address; `former_addresses`: it takes a former one back.
 */
export async function mailedAddressToken(
  admin: postgres.Sql,
  place: 'pending_addresses' | 'former_addresses',
): Promise<string> {
  const [own, other] = [`${randomUUID()}@rowseal.test`, `${randomUUID()}@rowseal.test`];
  const [user] = await admin<{ id: string }[]>`
    insert into rowseal.users (email, email_verified_at) values (${own}, now()) returning id`;
  const [made] = await admin<{ id: string; secret: Buffer; token: string }[]>`
    select made.id, made.secret,
           rowseal_private.format_token('rsv_', uuid_send(${user?.id ?? ''}::uuid) || uuid_send(made.id) || made.secret) as token
      from (select rowseal.uuidv7() as id, rowseal_private.random_bytes(33) as secret offset 0) as made`;
  if (!user || !made) throw new Error('nobody was made');
  const kept = {
    ...(place === 'pending_addresses' ? { proof_version: 1 } : { changed_at: new Date() }),
    user_id: user.id,
    id: made.id,
    email: other,
    expires_at: new Date(Date.now() + 86_400_000),
  };
  await admin`insert into rowseal_private.${admin(place)} ${admin(kept)}`;
  await admin`update rowseal_private.${admin(place)} set secret_hash = sha256(sha256(${made.secret})) where id = ${made.id}`;
  return made.token;
}

/**
 * What restores an account, of somebody new who has deleted theirs, as the mail carries it.
 *
 * @param admin - an administrator's connections.
 */
export async function mailedRestoration(admin: postgres.Sql): Promise<string> {
  const email = `${randomUUID()}@rowseal.test`;
  const [user] = await admin<{ id: string }[]>`
    with made as (insert into rowseal.users (email, disabled_at) values (${email}, now()) returning id, disabled_at)
    insert into rowseal_private.account_deletions (user_id, requested_at, erase_at)
    select id, disabled_at, now() + interval '1 day' from made returning user_id as id`;
  const [row] = await admin<{ token: string }[]>`
    select rowseal_private.issue_proof('restore_account', ${user?.id ?? ''}, ${randomUUID()}, ${email}) as token`;
  return row?.token ?? '';
}
