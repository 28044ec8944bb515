import type postgres from 'postgres';

/** Of what fill.sql makes, what statements are about. */
export interface Subjects {
  /** A member of acme and of a workspace of ten, with an authenticator app and a second factor. */
  person: string;
  /** Somebody else, whom statements end. */
  victim: string;
  /** The workspace of ten. */
  workspace: string;
  /** One that a tenth of all people belong to. */
  acme: string;
  service: string;
  serviceKey: string;
  webhook: string;
  delivery: string;
  note: string;
  session: string;
  passkey: string;
  batch: number;
}

/**
 * Finds them.
 *
 * @param admin - administrator's connections.
 */
export async function findSubjects(admin: postgres.Sql): Promise<Subjects> {
  const [found] = await admin<Subjects[]>`
    with one as (
      select person.id as person, victim.id as victim, acme.id as acme,
             (select membership.workspace_id from rowseal.memberships as membership
               where membership.user_id = person.id and membership.workspace_id <> acme.id) as workspace
        from rowseal.users as person, rowseal.users as victim, rowseal.workspaces as acme
       where person.email = 'person31@filled.test' and victim.email = 'person72@filled.test' and acme.slug = 'acme'
    )
    select one.*, key.service_id as service, key.id as "serviceKey", webhook.id as webhook, delivery.id as delivery,
           (select note.id from app.notes as note where note.workspace_id = one.workspace limit 1) as note,
           (select session.id from rowseal_private.sessions as session
             where session.user_id = one.person and session.revoked_at is null limit 1) as session,
           (select encode(passkey.credential_id, 'hex') from rowseal_private.passkeys as passkey limit 1) as passkey,
           (select max(number) from rowseal_private.event_batches)::int as batch
      from one
      join rowseal_private.service_keys as key on key.workspace_id = one.workspace
      left join lateral (
        select * from rowseal_private.webhooks where url ~ 'filled' order by workspace_id limit 1) as webhook on true
      left join lateral (
        select * from rowseal_private.webhook_deliveries as told
         where told.workspace_id = webhook.workspace_id and told.webhook_id = webhook.id limit 1) as delivery on true`;
  if (!found) throw new Error('nothing was filled');
  return found;
}
