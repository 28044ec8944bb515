import type postgres from 'postgres';

/** A service, and what it gets in with. */
export interface MadeService {
  id: string;
  keyId: string;
  /** Its key (rss_…). */
  token: string;
}

/**
 * Makes a service with a key that lives a day.
 *
 * @param admin - a connection of the administrator.
 * @param workspace - its slug.
 * @param scopes - left out: every one of the catalogue.
 */
export async function createService(admin: postgres.Sql, workspace: string, scopes?: string[]): Promise<MadeService> {
  const [made] = await admin<MadeService[]>`
    with given as (
      select coalesce(${scopes ?? null}::text[], array_agg(name)) as scopes from rowseal.scopes
    ), made as (
      insert into rowseal_private.services (workspace_id, name, scopes)
      select rowseal_private.workspace_named(${workspace}), 'Service', given.scopes from given returning *
    )
    select id, workspace_id from made`;
  const [key] = await admin<MadeService[]>`
    select service.id, issued.id as "keyId", issued.token
      from rowseal_private.services as service
     cross join lateral rowseal_private.issue_service_key(service, now() + interval '1 day', null, null) as issued
     where service.workspace_id = rowseal_private.workspace_named(${workspace}) and service.id = ${made?.id ?? null}`;
  if (!key) throw new Error('no service was made');
  return key;
}
