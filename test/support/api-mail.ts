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
  purpose: 'verify_email' | 'reset_password',
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
