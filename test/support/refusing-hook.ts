import type postgres from 'postgres';

/**
 * Does something while a hook of an application refuses all that a hook may refuse.
 *
 * @param admin - an administrator's connections.
 * @param work - what is refused.
 */
export async function whileHooksRefuse<T>(admin: postgres.Sql, work: () => Promise<T>): Promise<T> {
  const owner = `refuser_${process.pid}`;
  await admin.unsafe(`
    create role ${owner};
    grant rowseal_developer to ${owner};
    create schema refuser authorization ${owner};
    set local role ${owner};
    create function refuser.refuse(occasion text, workspace uuid, "user" uuid) returns void
      language plpgsql security definer set search_path = pg_catalog, pg_temp as
      $$ begin raise exception 'Not on Sundays' using errcode = 'ZA001'; end $$;
    select rowseal.register_hook(event, 'refuser.refuse(text,uuid,uuid)')
      from unnest('{user_created,workspace_created,member_added,before_delete}'::text[]) as event`);
  try {
    return await work();
  } finally {
    await admin.unsafe(`
      select rowseal.unregister_hook(event, 'refuser.refuse(text,uuid,uuid)')
        from unnest('{user_created,workspace_created,member_added,before_delete}'::text[]) as event;
      drop owned by ${owner} cascade;
      drop role ${owner}`);
  }
}
