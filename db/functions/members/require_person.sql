create or replace function rowseal_private.require_person() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_entered record;
begin
  select * into v_entered from rowseal_private.entered();
  if v_entered.credential_id is null then
    raise exception 'nobody entered this transaction' using errcode = 'RS008';
  elsif v_entered.user_id is null then
    raise exception 'a service does not do this: a person has to' using errcode = 'RS040';
  end if;
  return v_entered.user_id;
end
$$;

comment on function rowseal_private.require_person() is $$The user of this transaction. A service, which is nobody,
gives and takes no rights and makes no credential, whatever its scopes are.
Errors: RS008 nobody entered; RS040 a service; 28000 bad context.$$;

revoke execute on function rowseal_private.require_person() from public;
