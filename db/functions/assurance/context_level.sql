create or replace function rowseal_private.context_level(context bytea, max_age interval) returns integer
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant text := encode(substr(context_level.context, 109, 36), 'escape');
  v_credential_id constant uuid := encode(substr(context_level.context, 145, 36), 'escape');
begin
  -- What a hook may do its application has said, whoever is acting.
  if v_credential_id = rowseal_private.hook_credential() then
    return 3;
  end if;
  if v_user_id = '------------------------------------' then
    return rowseal_private.service_level(
      encode(substr(context_level.context, 73, 36), 'escape')::uuid, v_credential_id, context_level.max_age);
  end if;
  return rowseal_private.proved_level(v_user_id::uuid, v_credential_id, context_level.max_age);
end
$$;

comment on function rowseal_private.context_level(bytea, interval) is $$The level of assurance of who entered, by proofs
no older than max_age alone (null: of any age). context: what rowseal_private.verified_context answered.
Returns: 0 where nobody entered, 3 for a hook; never null.$$;

revoke execute on function rowseal_private.context_level(bytea, interval) from public;
