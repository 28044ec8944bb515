create or replace function rowseal_private.refuse_ended(credential_id uuid) returns jsonb
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  if refuse_ended.credential_id is not null then
    raise exception 'the session has ended' using errcode = 'RS002';
  end if;
  return null;
end
$$;

comment on function rowseal_private.refuse_ended(uuid) is $$Refuses a caller who entered with a credential and is not
found by it any more: it has ended since, and a statement sees more than the one before that let them enter.
Caller: rowseal_private.service_me.
Returns: null where nobody entered.
Errors: RS002 the session has ended.$$;

revoke execute on function rowseal_private.refuse_ended(uuid) from public;
