create or replace function rowseal_private.refuse_assurance(
  user_id uuid, credential_id uuid, level integer, max_age interval
) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if not rowseal_private.may_step_up(
    refuse_assurance.user_id, refuse_assurance.credential_id, refuse_assurance.max_age is not null)
  then
    raise exception 'this credential cannot prove who uses it' using errcode = 'RS051';
  end if;
  raise exception 'this needs another proof of who you are' using
    errcode = 'RS050',
    detail = jsonb_strip_nulls(jsonb_build_object(
      'acr_values', rowseal_private.assurance_name(refuse_assurance.level),
      'max_age', floor(extract(epoch from refuse_assurance.max_age))
    ))::text;
end
$$;

comment on function rowseal_private.refuse_assurance(uuid, uuid, integer, interval) is $$Says that a credential lacks a
level of assurance, and always raises. The detail is what a client asks for: acr_values, and max_age in seconds.
Errors: RS050 a session whose person can prove more, or a grant that a new one can replace; RS051 a credential without a
person behind it, or a grant that would have to be fresh.
Source: RFC 9470 section 3.$$;

revoke execute on function rowseal_private.refuse_assurance(uuid, uuid, integer, interval) from public;
