create or replace function rowseal_private.enqueue_mail(kind text, about jsonb, key text) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker_rowseal.enqueue_mail(
    rowseal_private.traced_payload(
      enqueue_mail.about || jsonb_build_object('kind', enqueue_mail.kind, 'requested_at', clock_timestamp())),
    enqueue_mail.kind || ' ' || enqueue_mail.key
  );
end
$$;

comment on function rowseal_private.enqueue_mail(text, jsonb, text) is
$$Has the worker send a mail, once the caller's transaction has committed. about names recipient and subject by ids and
addresses, and has no credential: rowseal_private.compose_mail makes that when the mail is sent. Of several that wait
with the same kind and key, the last remains.$$;

revoke execute on function rowseal_private.enqueue_mail(text, jsonb, text) from public;
