create or replace function rowseal_private.refuse_idempotency_keys() returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_live record;
begin
  select count(*) as keys, min(oldest.expires_at) as next_ends_at
    into v_live
    from (
      select known.expires_at
        from rowseal_private.idempotency_keys as known
       where known.credential_id = rowseal.session_id() and known.expires_at > clock_timestamp()
       order by known.expires_at
       limit rowseal_private.idempotency_keys_per_credential() + 1
    ) as oldest;
  if v_live.keys > rowseal_private.idempotency_keys_per_credential() then
    raise exception 'the credential has used as many idempotency keys as it may in a day' using errcode = 'RS046',
      detail = ceil(extract(epoch from v_live.next_ends_at - clock_timestamp()))::bigint;
  end if;
end
$$;

comment on function rowseal_private.refuse_idempotency_keys() is $$Refuses when more idempotency keys of the credential
that entered are remembered than may be.
Errors: RS046 there are; the detail is how many seconds it takes until the oldest is a day old.$$;

revoke execute on function rowseal_private.refuse_idempotency_keys() from public;
