create or replace function rowseal_private.rotate_webhook_secret(
  claims rowseal_private.claims, wanted text, id uuid, secret_jwe text, former_ends_at timestamptz default null,
  ip inet default null
) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_webhook rowseal_private.webhooks;
  v_now constant timestamptz := clock_timestamp();
  v_until constant timestamptz := coalesce(rotate_webhook_secret.former_ends_at, v_now + interval '1 day');
  v_is_kept constant boolean := v_until > v_now;
begin
  perform rowseal_private.enter_by_claims(
    rotate_webhook_secret.claims, rotate_webhook_secret.wanted, rotate_webhook_secret.ip);
  v_user_id := rowseal_private.require_account();
  v_webhook := rowseal_private.changeable_webhook(rotate_webhook_secret.id);
  perform rowseal_private.require_telling(v_webhook.workspace_id);
  if v_until > v_now + interval '30 days' then
    raise exception 'two secrets sign for thirty days at most' using errcode = 'RS011';
  end if;
  update rowseal_private.webhooks as webhook
     set secret_jwe = rotate_webhook_secret.secret_jwe,
         former_secret_jwe = case when v_is_kept then webhook.secret_jwe end,
         former_until = case when v_is_kept then v_until end
   where webhook.workspace_id = v_webhook.workspace_id and webhook.id = v_webhook.id;
  perform rowseal_private.record_event(
    'webhook_secret_rotated', v_user_id, v_webhook.workspace_id,
    jsonb_build_object('webhook_id', v_webhook.id, 'former_until', case when v_is_kept then v_until end));
  return v_webhook.id;
end
$$;

comment on function rowseal_private.rotate_webhook_secret(
  rowseal_private.claims, text, uuid, text, timestamptz, inet) is
$$Gives a webhook another secret, on the conditions of rowseal_private.create_webhook. Until former_ends_at (null: for a
day; a moment in the past: not at all) the one that it had signs too, so that the receiver can change from one to the
other; one that had not ended yet by then does not.
Caller: the issuer.
Returns: the id.
Errors: those of rowseal_private.create_webhook, except RS068; RS011 later than in thirty days; RS013 no such
webhook.$$;

revoke execute on function rowseal_private.rotate_webhook_secret(
  rowseal_private.claims, text, uuid, text, timestamptz, inet) from public;
grant execute on function rowseal_private.rotate_webhook_secret(
  rowseal_private.claims, text, uuid, text, timestamptz, inet) to rowseal_issuer;
