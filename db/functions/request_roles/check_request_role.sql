create or replace function rowseal.check_request_role() returns void
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_found record;
begin
  select * into v_found from rowseal.request_role_faults(session_user) limit 1;
  if found and session_user <> 'rowseal_gateway' then
    raise exception 'the role % must not serve requests: %', session_user, v_found.fault
      using errcode = 'RS018', hint = v_found.remedy;
  end if;
end
$$;

comment on function rowseal.check_request_role() is $$Refuses the login role of this session where it is not fit for
requests (rowseal.request_role_faults). For applications, once for each connection.
Errors: RS018, with what mends it as the hint.$$;

revoke execute on function rowseal.check_request_role() from public;
grant execute on function rowseal.check_request_role() to rowseal_gateway;
