create or replace function rowseal.user_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return nullif(
    encode(substr(rowseal_private.verified_context(), 109, 36), 'escape'), '------------------------------------'
  )::uuid;
end
$$;

comment on function rowseal.user_id() is $$The user of this transaction. In a policy, wrap it: (select
rowseal.user_id()).
Returns: null where nobody entered, and for a service (rowseal.service_id), which acts for nobody.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.user_id() from public;
-- Policies of protected tables call it, through any view or function.
grant execute on function rowseal.user_id() to public;
