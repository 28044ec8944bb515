create or replace function rowseal_private.require_policy_met(level integer) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_person();
begin
  if rowseal_private.proved_level(v_user_id, rowseal.session_id()) >= require_policy_met.level then
    return;
  elsif rowseal_private.account_level(v_user_id) < require_policy_met.level then
    raise exception 'this would shut you out: your account lacks the factor' using errcode = 'RS027';
  elsif require_policy_met.level is not null then
    perform rowseal_private.refuse_assurance(v_user_id, rowseal.session_id(), require_policy_met.level, null);
  end if;
end
$$;

comment on function rowseal_private.require_policy_met(integer) is $$Refuses who decides about a policy of assurance and
does not meet it: neither a grace period nor a waiver counts. level: null asks for nothing.
Errors: RS027 the account lacks the factor; RS040 a service; RS050, RS051 the credential has not proved as much.$$;

revoke execute on function rowseal_private.require_policy_met(integer) from public;
