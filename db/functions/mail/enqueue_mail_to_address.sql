create or replace function rowseal_private.enqueue_mail_to_address(kind text, address text, id uuid) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if rowseal_private.record_attempt('mail_address', enqueue_mail_to_address.address) > interval '0' then
    return;
  end if;
  perform rowseal_private.enqueue_mail(
    enqueue_mail_to_address.kind,
    jsonb_build_object('address', enqueue_mail_to_address.address, 'id', enqueue_mail_to_address.id),
    -- A code serves the browser that asked alone: what a stranger asks for replaces nobody's.
    case when enqueue_mail_to_address.kind = 'email_code' then enqueue_mail_to_address.id::text
    else enqueue_mail_to_address.address end
  );
end
$$;

comment on function rowseal_private.enqueue_mail_to_address(text, text, uuid) is
$$Has the worker send what somebody who has not logged in asked for. Whether anybody has the address is not looked up,
so that neither the answer nor its time can tell. An address that was asked for too often lately gets nothing, and
nobody is told. id names the request, and the verification or reset token that the mail may have. Of several that wait
for an address, the last remains; of codes, all do.$$;

revoke execute on function rowseal_private.enqueue_mail_to_address(text, text, uuid) from public;
