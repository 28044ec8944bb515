create or replace function rowseal_private.set_identity_provider_enabled(id text, enabled boolean) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.identity_providers as provider
     set enabled = set_identity_provider_enabled.enabled
   where provider.id = set_identity_provider_enabled.id;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    case
      when set_identity_provider_enabled.enabled then 'identity_provider_enabled'
      else 'identity_provider_disabled' end,
    null, null, jsonb_build_object('provider', set_identity_provider_enabled.id)
  );
  return true;
end
$$;

comment on function rowseal_private.set_identity_provider_enabled(text, boolean) is
$$Enables a provider, or disables it from now on, for logins too that are on their way back. Sessions that it has opened
continue.
Returns: false where there is none of that id.$$;

revoke execute on function rowseal_private.set_identity_provider_enabled(text, boolean) from public;
grant execute on function rowseal_private.set_identity_provider_enabled(text, boolean) to rowseal_worker;
