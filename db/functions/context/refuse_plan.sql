create or replace function rowseal_private.refuse_plan() returns integer
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'this plan was made outside requests, and would show a request every row'
    using errcode = 'RS015', hint = 'Run DISCARD PLANS, or connect again.';
end
$$;

comment on function rowseal_private.refuse_plan() is $$Raises.
Errors: RS015.$$;

revoke execute on function rowseal_private.refuse_plan() from public;
grant execute on function rowseal_private.refuse_plan() to public;
