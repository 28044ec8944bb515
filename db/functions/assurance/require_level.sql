create or replace function rowseal_private.require_level(context bytea, level integer, max_age interval) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if rowseal_private.context_level(require_level.context, require_level.max_age) >= require_level.level then
    return;
  end if;
  perform rowseal_private.refuse_assurance(
    nullif(encode(substr(require_level.context, 109, 36), 'escape'), '------------------------------------')::uuid,
    encode(substr(require_level.context, 145, 36), 'escape')::uuid, require_level.level, require_level.max_age);
end
$$;

comment on function rowseal_private.require_level(bytea, integer, interval) is $$Refuses unless who entered has proved
this level, by proofs no older than max_age alone (null: of any age). context: what rowseal_private.verified_context
answered. A level that is null is met by nobody.
Errors: RS050 the person can prove more; RS051 the credential cannot.$$;

revoke execute on function rowseal_private.require_level(bytea, integer, interval) from public;
