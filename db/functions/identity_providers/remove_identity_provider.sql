create or replace function rowseal_private.remove_identity_provider(
  id text, with_identities boolean default false
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_identities integer;
begin
  -- A login that is being evaluated locks its provider, and may link.
  perform from rowseal_private.identity_providers as provider
    where provider.id = remove_identity_provider.id for update;
  if not found then
    return 'unknown';
  end if;
  if not remove_identity_provider.with_identities
     and exists (select from rowseal_private.identities as identity
       where identity.provider = remove_identity_provider.id)
  then
    return 'in_use';
  end if;
  delete from rowseal_private.identity_providers as provider where provider.id = remove_identity_provider.id;
  -- Otherwise the next provider with this id would bring other people under the same subjects.
  delete from rowseal_private.identities as identity where identity.provider = remove_identity_provider.id;
  get diagnostics v_identities = row_count;
  perform rowseal_private.record_event(
    'identity_provider_removed', null, null,
    jsonb_build_object('provider', remove_identity_provider.id, 'identities', v_identities)
  );
  return 'removed';
end
$$;

comment on function rowseal_private.remove_identity_provider(text, boolean) is
$$Removes an identity provider and, with_identities, every identity of it: users who cannot sign in otherwise reset a
password by mail then.
Returns: removed; in_use: there are identities, and they were to stay; unknown.$$;

revoke execute on function rowseal_private.remove_identity_provider(text, boolean) from public;
grant execute on function rowseal_private.remove_identity_provider(text, boolean) to rowseal_worker;
