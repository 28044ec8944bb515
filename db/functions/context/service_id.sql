create or replace function rowseal.service_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return nullif(split_part(convert_from(substr(rowseal_private.verified_context(), 182), 'UTF8'), '|', 5), '')::uuid;
end
$$;

comment on function rowseal.service_id() is $$The service of this transaction: a program that acts in its workspace for
nobody, so that rowseal.user_id() is null. In a policy, wrap it: (select rowseal.service_id()).
Returns: null where nobody entered, and for people.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.service_id() from public;
grant execute on function rowseal.service_id() to rowseal_user, rowseal_developer;
