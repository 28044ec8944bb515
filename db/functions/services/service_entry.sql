create or replace function rowseal_private.service_entry(
  workspace_id uuid, key_id uuid, held text, ip inet, request_id text
)
  returns table (service_id uuid, secret_hash bytea, context text, is_due boolean, tokens_void_until bigint)
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select service.id, key.secret_hash,
         rowseal_private.context_body(
           entered.id, null, key.id,
           pg_catalog.array_to_string(
             case when service_entry.held is null then now_has.scopes
               else rowseal_private.array_intersection(
                 now_has.scopes, pg_catalog.string_to_array(service_entry.held, ' '))
             end, ' '),
           service_entry.ip, service_entry.request_id, entered.external_key, service.id),
         coalesce(key.last_used_at < pg_catalog.clock_timestamp() - interval '1 minute', true), key.tokens_void_until
    from rowseal_private.service_keys as key
    join rowseal_private.services as service
      on service.workspace_id = key.workspace_id and service.id = key.service_id
    join rowseal.workspaces as entered on entered.id = key.workspace_id
   cross join lateral rowseal_private.scopes_of_service(service.scopes, key.scopes) as now_has (scopes)
   where key.workspace_id = service_entry.workspace_id
     and key.id = service_entry.key_id
     and key.revoked_at is null
     and rowseal_private.service_key_end(key, entered.longest_token_lifetime) > pg_catalog.clock_timestamp()
     and service.disabled_at is null
     and coalesce(service_entry.ip <<= any (key.networks), key.networks is null)
     -- The rules of the workspace, as rowseal_private.workspace_gate has them.
     and entered.erase_at is null
     and coalesce(service_entry.ip <<= any (entered.networks), entered.networks is null);
end;

comment on function rowseal_private.service_entry(uuid, uuid, text, inet, text) is
$$What the context of a transaction says that the key of a service opens now, from an address: held is what the
credential at hand is narrowed to (null: nothing). The caller has yet to compare the secret with secret_hash.
Caller: rowseal.enter and rowseal.enter_with_digest.
Returns: no row where the key, the service or the workspace is not live; is_due: its use is to be noted;
tokens_void_until: access tokens that expire then or before were revoked.$$;

revoke execute on function rowseal_private.service_entry(uuid, uuid, text, inet, text) from public;
