import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';

interface LinkOptions {
  /** The only domain whose addresses it lets in. */
  domain?: string;
  /** How many it lets in; left out: a hundred. */
  uses?: number;
  /** Who belongs to the workspace already. */
  member?: string;
  /** Who has belonged to it. */
  former?: string;
  /** The workspace, by its slug; left out: a new one. */
  workspace?: string;
}

/**
 * An invitation link of owner@acme.test for viewers, as the people who have it have it.
 *
 * @param admin - an administrator's connections.
 * @param options - what it is like.
 */
export async function invitationLink(
  admin: postgres.Sql,
  { domain, uses = 100, member = '', former = '', workspace = `new-${randomUUID().slice(0, 8)}` }: LinkOptions = {},
): Promise<{ id: string; token: string }> {
  await admin`
    with made as (
      insert into rowseal.workspaces (slug, name) values (${workspace}, ${workspace}) on conflict do nothing returning id
    )
    insert into rowseal.memberships (workspace_id, user_id, role)
    select made.id, users.id, case users.email when 'owner@acme.test' then 'owner' else 'viewer' end
      from made, rowseal.users where users.email in ('owner@acme.test', ${member}, ${former})`;
  await admin`
    delete from rowseal.memberships as membership using rowseal.users, rowseal.workspaces
     where users.id = membership.user_id and workspaces.id = membership.workspace_id
       and users.email = ${former} and slug = ${workspace}`;
  const [link] = await admin<{ id: string; token: string }[]>`
    with secret as materialized (select rowseal_private.random_bytes(33) as bytes),
    link as (
      insert into rowseal_private.invitation_links
        (workspace_id, role, email_domain, max_uses, secret_hash, created_by, expires_at)
      select workspaces.id, 'viewer', ${domain ?? null}, ${uses}, sha256(sha256(secret.bytes)), users.id, now() + interval '1 day'
        from rowseal.workspaces, rowseal.users, secret where slug = ${workspace} and users.email = 'owner@acme.test'
      returning workspace_id, id
    )
    select link.id, rowseal_private.format_token('rsj_', uuid_send(workspace_id) || uuid_send(link.id) || secret.bytes) as token
      from link, secret`;
  if (!link) throw new Error('no link was made');
  return link;
}
