create or replace function rowseal.require_assurance(level integer, max_age interval default null) returns integer
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  if v_context is null then
    raise exception 'nobody entered this transaction' using errcode = 'RS008';
  end if;
  perform rowseal_private.require_level(v_context, require_assurance.level, require_assurance.max_age);
  return 1;
end
$$;

comment on function rowseal.require_assurance(integer, interval) is $$Refuses unless the person of this transaction has
proved who they are at this level, by proofs no older than max_age alone (null: of any age). For functions, and for
policies of tables that rowseal.protect does not ask it for: (1, 1) = (select n, n from rowseal.require_assurance(2) as
n).
Returns: 1.
Errors: RS008 nobody entered; RS050 the person can prove more (a step-up); RS051 the credential cannot; 28000 bad
context.
Source: RFC 9470.$$;

revoke execute on function rowseal.require_assurance(integer, interval) from public;
-- Policies of protected tables call it, through any view or function.
grant execute on function rowseal.require_assurance(integer, interval) to public;
