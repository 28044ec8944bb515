create or replace function rowseal_private.service_level(
  workspace_id uuid, principal uuid, max_age interval default null
) returns integer
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return coalesce((
    select max(key.assurance)::integer
      from rowseal_private.service_keys as key
      join rowseal.workspaces as workspace on workspace.id = key.workspace_id
     where key.workspace_id = service_level.workspace_id
       and service_level.principal in (key.id, key.service_id)
       and key.revoked_at is null
       and rowseal_private.service_key_end(key, workspace.longest_token_lifetime) > clock_timestamp()
       and service_level.max_age is null
  ), 0);

comment on function rowseal_private.service_level(uuid, uuid, interval) is $$The level of assurance that the key of a
service was made with, or of a service the highest of its keys that have not ended; 0 where proofs would have to be of
any age (max_age), because nobody is there to prove anything. Never null.$$;

revoke execute on function rowseal_private.service_level(uuid, uuid, interval) from public;
