create or replace function rowseal.change_service(
  id uuid, name text default null, scopes text[] default null, enabled boolean default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_was constant rowseal_private.services := rowseal_private.changeable_service(change_service.id);
  v_enables constant boolean := change_service.enabled and v_was.disabled_at is not null;
  v_is rowseal_private.services;
begin
  if change_service.scopes <> v_was.scopes or v_enables then
    perform rowseal_private.require_scopes_within(coalesce(change_service.scopes, v_was.scopes)),
      rowseal_private.refuse_grace(v_was.workspace_id);
  end if;
  -- Whoever holds a key that was made while it had these scopes gets them back, as if a key were made for them.
  if not change_service.scopes <@ v_was.scopes or v_enables then
    perform rowseal_private.refuse_old_proofs(v_user_id, rowseal.session_id());
  end if;
  update rowseal_private.services as service
     set name = coalesce(change_service.name, service.name),
         scopes = coalesce(change_service.scopes, service.scopes),
         disabled_at = case
           when coalesce(change_service.enabled, service.disabled_at is null) then null
           else coalesce(service.disabled_at, clock_timestamp()) end
   where service.workspace_id = v_was.workspace_id and service.id = v_was.id
  returning * into v_is;
  if v_is is not distinct from v_was then
    return;
  end if;
  perform rowseal_private.record_event(
    'service_changed', v_user_id, v_was.workspace_id, jsonb_build_object('service_id', v_was.id),
    before => jsonb_build_object('scopes', v_was.scopes, 'disabled_at', v_was.disabled_at),
    after => jsonb_build_object('scopes', v_is.scopes, 'disabled_at', v_is.disabled_at)
  );
end
$$;

comment on function rowseal.change_service(uuid, text, text[], boolean) is $$Gives a service of the workspace entered
another name, other scopes, or both, and disables or enables it; null: as it is. It holds from its commit on, for every
key and access token. Requires services:write and a session that is limited in nothing; to give scopes or to enable, all
that the service has then, and a fresh proof of who the caller is; to take scopes away, what it keeps.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS010 a personal access token, a grant, a limited
session, or a service; RS013 no such service; RS050 it is given scopes or enabled without a fresh proof; RS052, RS053
of rowseal_private.refuse_grace; 23514 no name, or no list of scopes.$$;

revoke execute on function rowseal.change_service(uuid, text, text[], boolean) from public;
grant execute on function rowseal.change_service(uuid, text, text[], boolean) to rowseal_gateway;
