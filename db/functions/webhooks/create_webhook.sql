create or replace function rowseal_private.create_webhook(
  claims rowseal_private.claims, wanted text, id uuid, secret_jwe text, url text, kinds text[] default null,
  ip inet default null
) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_workspace_id uuid;
begin
  perform rowseal_private.enter_by_claims(create_webhook.claims, create_webhook.wanted, create_webhook.ip);
  v_user_id := rowseal_private.require_account();
  v_workspace_id := rowseal_private.require_live_scope('webhooks:write');
  perform rowseal_private.require_telling(v_workspace_id);
  if (
    select count(*) from rowseal_private.webhooks as other where other.workspace_id = v_workspace_id
  ) >= rowseal_private.webhooks_per_workspace() then
    raise exception 'the workspace has as many webhooks as it may' using errcode = 'RS068';
  end if;
  insert into rowseal_private.webhooks (workspace_id, id, url, kinds, secret_jwe, after_number, created_by)
  values (
    v_workspace_id, create_webhook.id, create_webhook.url, nullif(create_webhook.kinds, '{}'),
    create_webhook.secret_jwe, rowseal_private.last_sealed_event(), v_user_id
  );
  perform rowseal_private.record_event(
    'webhook_created', v_user_id, v_workspace_id,
    jsonb_build_object('webhook_id', create_webhook.id, 'kinds', nullif(create_webhook.kinds, '{}')));
  return create_webhook.id;
end
$$;

comment on function rowseal_private.create_webhook(rowseal_private.claims, text, uuid, text, text, text[], inet) is
$$Makes a webhook of the workspace wanted, for the user whom the sealed claims of an access token name (rowseal.enter):
who has webhooks:write and audit:read, a session that is limited in nothing, meets what the workspace asks of members,
and has just proved who they are. url: where events are told, https; kinds: the only ones (null or empty: all);
secret_jwe: what signs, encrypted under the master key for this id. It outlives its maker. ip is the client's address.
Caller: the issuer, so that SQL in a request knows no secret that it makes.
Returns: the id.
Errors: those of rowseal.enter and of rowseal_private.require_telling; RS006 not allowed; RS007 no workspace; RS010 a
personal access token, a grant, a limited session, or a service; RS068 the workspace has twenty; 23514 no such address,
or no list of kinds.$$;

revoke execute on function rowseal_private.create_webhook(rowseal_private.claims, text, uuid, text, text, text[], inet)
  from public;
grant execute on function rowseal_private.create_webhook(rowseal_private.claims, text, uuid, text, text, text[], inet)
  to rowseal_issuer;
