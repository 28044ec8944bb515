create or replace function rowseal_private.compose_webhook_notice(payload jsonb)
  returns table (recipient text, kind text, variables jsonb)
  language sql stable parallel restricted
begin atomic
  select account.email, 'webhook_disabled',
         pg_catalog.jsonb_build_object(
           'workspace', workspace.name, 'at', webhook.disabled_at,
           'host', pg_catalog.split_part(webhook.url, '/', 3), 'reason', webhook.disabled_because)
    from rowseal.memberships as membership
    join rowseal.users as account on account.id = membership.user_id
    join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
    join rowseal_private.webhooks as webhook
      on webhook.workspace_id = membership.workspace_id
     and webhook.id = (compose_webhook_notice.payload ->> 'id')::uuid
   where membership.workspace_id = (compose_webhook_notice.payload ->> 'workspace_id')::uuid
     and membership.user_id = (compose_webhook_notice.payload ->> 'user_id')::uuid
     and webhook.disabled_because in ('gone', 'failing', 'behind')
     and account.disabled_at is null
     and workspace.erase_at is null;
end;

comment on function rowseal_private.compose_webhook_notice(jsonb) is $$The mail that tells an owner that a webhook of
their workspace was disabled (webhook_disabled).
Caller: only rowseal_private.compose_mail.
Returns: no row where it is removed or enabled again, or they are no member.$$;

revoke execute on function rowseal_private.compose_webhook_notice(jsonb) from public;
