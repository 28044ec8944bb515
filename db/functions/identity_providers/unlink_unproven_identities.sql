create or replace function rowseal_private.unlink_unproven_identities(user_id uuid, ip inet, reason text) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_provider text;
begin
  for v_provider in
    delete from rowseal_private.identities as identity
     where identity.user_id = unlink_unproven_identities.user_id and identity.provider <> 'password'
    returning identity.provider
  loop
    perform rowseal_private.record_event(
      'identity_unlinked', unlink_unproven_identities.user_id, null,
      jsonb_build_object('provider', v_provider, 'reason', unlink_unproven_identities.reason),
      unlink_unproven_identities.ip
    );
  end loop;
end
$$;

comment on function rowseal_private.unlink_unproven_identities(uuid, inet, text) is
$$Removes all identities of a user but the password, with an audit event each. For an account whose address nobody had
proved: who registered it may have connected an identity of their own, which would outlive the password. reason goes
into the audit events.
Caller: rowseal_private.reset_password, end_unproven.$$;

revoke execute on function rowseal_private.unlink_unproven_identities(uuid, inet, text) from public;
