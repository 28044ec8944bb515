create or replace function rowseal_private.register_with_password(
  address text, name text, password rowseal_private.derived_password, ip inet default null,
  out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_subject constant text := rowseal_private.require_address(register_with_password.address);
  v_created uuid;
begin
  if not (select settings.registration_open from rowseal_private.settings as settings) then
    status := 'closed';
    return;
  end if;
  perform rowseal_private.require_password_policy(register_with_password.password);
  -- Before anybody looks whose the address is: a wait tells nothing about it.
  retry_after := nullif(
    rowseal_private.record_attempt('registration_network', rowseal_private.network_of(register_with_password.ip)),
    interval '0'
  );
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;

  v_created := rowseal_private.create_account(
    v_subject, register_with_password.name, register_with_password.password, verified => false
  );
  -- Whose address it is learns by mail what came of it; nobody else does.
  perform rowseal_private.enqueue_mail_to_address('registered', v_subject, coalesce(v_created, rowseal.uuidv7()));
  status := case when v_created is null then 'taken' else 'registered' end;
end
$$;

comment on function rowseal_private.register_with_password(text, text, rowseal_private.derived_password, inet) is
$$Creates a user who signs in with a password. The address gets a mail, whose words depend on whether it was free.
Returns: a status: registered; taken, the address has an account, which callers must not tell; closed, by policy;
throttled with the time that this network has to wait, and nothing was done.
Errors: RS120 the key has another length; RS121 the parameters are not those of the policy; 23514 not an address.$$;

revoke execute on function rowseal_private.register_with_password(
  text, text, rowseal_private.derived_password, inet) from public;
grant execute on function rowseal_private.register_with_password(
  text, text, rowseal_private.derived_password, inet) to rowseal_issuer;
