create or replace function rowseal_private.compose_mail(payload jsonb)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  case compose_mail.payload ->> 'kind'
    when 'registered' then
      return query select * from rowseal_private.compose_registration(
        compose_mail.payload ->> 'address', (compose_mail.payload ->> 'id')::uuid
      );
    when 'reset_password' then
      return query select * from rowseal_private.compose_password_reset(
        compose_mail.payload ->> 'address', (compose_mail.payload ->> 'id')::uuid, (compose_mail.payload ->> 'requested_at')::timestamptz
      );
    when 'invitation' then
      return query select * from rowseal_private.compose_invitation(
        (compose_mail.payload ->> 'workspace_id')::uuid, (compose_mail.payload ->> 'id')::uuid
      );
    else
      return query select * from rowseal_private.compose_notice(compose_mail.payload);
  end case;
end
$$;

comment on function rowseal_private.compose_mail(jsonb) is
  'What a job "mail" is to send now: to whom, of which kind, with which words to fill in; no row when there is nothing to send any more. A proof '
  'or invitation is made here and replaces the one of an earlier try, so that the queue never holds a credential, and tables its hash only. '
  'payload is as rowseal_private.enqueue_mail made it.';

revoke execute on function rowseal_private.compose_mail(jsonb) from public;
grant execute on function rowseal_private.compose_mail(jsonb) to rowseal_worker;
