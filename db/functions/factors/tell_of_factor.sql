create or replace function rowseal_private.tell_of_factor(
  kind text, user_id uuid, factor_id uuid, ip inet default null
) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.record_event(
           tell_of_factor.kind, tell_of_factor.user_id, null,
           pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('factor_id', tell_of_factor.factor_id)),
           tell_of_factor.ip
         ),
         rowseal_private.enqueue_mail(
           tell_of_factor.kind,
           pg_catalog.jsonb_build_object('user_id', tell_of_factor.user_id, 'at', pg_catalog.clock_timestamp()),
           tell_of_factor.user_id::text
         );
end;

comment on function rowseal_private.tell_of_factor(text, uuid, uuid, inet) is $$Writes the audit event of a change of
what somebody proves who they are with, and has them told by mail: factor_added, factor_removed, factor_off,
recovery_code_used, recovery_codes_renewed.
Source: OWASP ASVS 6.3.7.$$;

revoke execute on function rowseal_private.tell_of_factor(text, uuid, uuid, inet) from public;
