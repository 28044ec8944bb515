create or replace function rowseal_private.compose_mail(payload jsonb)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  case compose_mail.payload ->> 'kind'
    when 'registered' then
      return query select * from rowseal_private.compose_registration(
        compose_mail.payload ->> 'address', (compose_mail.payload ->> 'id')::uuid
      );
    when 'reset_password' then
      return query select * from rowseal_private.compose_password_reset(
        compose_mail.payload ->> 'address', (compose_mail.payload ->> 'id')::uuid,
        (compose_mail.payload ->> 'requested_at')::timestamptz
      );
    when 'email_code' then
      return query select * from rowseal_private.compose_email_code(
        compose_mail.payload ->> 'address', (compose_mail.payload ->> 'id')::uuid
      );
    when 'recover_factors' then
      return query select * from rowseal_private.compose_factor_recovery(
        compose_mail.payload ->> 'address', (compose_mail.payload ->> 'id')::uuid,
        (compose_mail.payload ->> 'requested_at')::timestamptz
      );
    when 'factor_recovery_begun', 'factor_recovery_ended', 'factors_recovered' then
      return query values (
        compose_mail.payload ->> 'address', compose_mail.payload ->> 'kind',
        jsonb_strip_nulls(jsonb_build_object(
          'at', compose_mail.payload ->> 'at', 'ready_at', compose_mail.payload ->> 'ready_at'))
      );
    when 'invitation' then
      return query select * from rowseal_private.compose_invitation(
        (compose_mail.payload ->> 'workspace_id')::uuid, (compose_mail.payload ->> 'id')::uuid
      );
    when 'confirm_address' then
      return query select * from rowseal_private.compose_address_confirmation(
        (compose_mail.payload ->> 'user_id')::uuid, (compose_mail.payload ->> 'id')::uuid
      );
    when 'address_changed' then
      return query select * from rowseal_private.compose_address_notice(
        (compose_mail.payload ->> 'user_id')::uuid, (compose_mail.payload ->> 'id')::uuid
      );
    when 'account_deleted' then
      return query select * from rowseal_private.compose_account_deletion(
        (compose_mail.payload ->> 'user_id')::uuid, (compose_mail.payload ->> 'id')::uuid
      );
    when 'policy_set', 'policy_waived' then
      return query select * from rowseal_private.compose_policy(compose_mail.payload);
    when 'webhook_disabled' then
      return query select * from rowseal_private.compose_webhook_notice(compose_mail.payload);
    when 'installation_policy_set' then
      return query select * from rowseal_private.compose_installation_policy(
        (compose_mail.payload ->> 'user_id')::uuid
      );
    when 'tell_of_policy' then
      perform rowseal_private.tell_next_of_policy(
        (compose_mail.payload ->> 'after')::uuid, (compose_mail.payload ->> 'since')::timestamptz
      );
    when 'address_restored' then
      return query values (
        compose_mail.payload ->> 'address', 'address_restored',
        jsonb_build_object('at', compose_mail.payload ->> 'at')
      );
    else
      return query select * from rowseal_private.compose_notice(compose_mail.payload);
  end case;
end
$$;

comment on function rowseal_private.compose_mail(jsonb) is
$$What a job "mail" is to send now: to whom, of which kind, with which words to fill in. A verification, reset or
invitation token is made here and replaces that of an earlier attempt, so that the queue never has a credential, and
tables only its hash. payload is as rowseal_private.enqueue_mail made it.
Returns: no row when there is nothing to send any more; of tell_of_policy, which adds jobs of its own.$$;

revoke execute on function rowseal_private.compose_mail(jsonb) from public;
grant execute on function rowseal_private.compose_mail(jsonb) to rowseal_worker;
