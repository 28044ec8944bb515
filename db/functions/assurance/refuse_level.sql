create or replace function rowseal_private.refuse_level(user_id uuid, credential_id uuid, level integer) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_detail constant text := jsonb_build_object(
    'acr_values', rowseal_private.assurance_name(refuse_level.level));
begin
  if rowseal_private.policy_help(refuse_level.user_id, refuse_level.credential_id, refuse_level.level)
     = 'policy_step_up'
  then
    raise exception 'the workspace asks for another proof of who you are'
      using errcode = 'RS052', detail = v_detail, hint = 'Step up, in this session.';
  end if;
  raise exception 'the workspace asks its members for a factor that this account does not have'
    using errcode = 'RS053', detail = v_detail, hint = 'Add an authenticator app or a passkey to the account.';
end
$$;

comment on function rowseal_private.refuse_level(uuid, uuid, integer) is $$Says that a credential of a member lacks the
level that a policy asks for, and always raises. The detail says what is asked for: acr_values.
Errors: RS052 the person of the session can prove as much; RS053 the account first needs a factor that proves it.
Source: RFC 9470 section 3.$$;

revoke execute on function rowseal_private.refuse_level(uuid, uuid, integer) from public;
