create or replace function rowseal.assurance(max_age interval default null) returns integer
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return rowseal_private.context_level(rowseal_private.verified_context(), assurance.max_age);
end
$$;

comment on function rowseal.assurance(interval) is $$How well the person of this transaction has proved who they are,
as of now: a step-up counts from the next statement on. max_age: only proofs no older than this count. In a policy, wrap
it: (select rowseal.assurance()).
Returns: 0 where nobody entered; 1, one factor; 2, two factors; 3, two that cannot be phished; of a service the level
that its key was made with. Never null.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.assurance(interval) from public;
-- Policies of protected tables call it, through any view or function.
grant execute on function rowseal.assurance(interval) to public;
