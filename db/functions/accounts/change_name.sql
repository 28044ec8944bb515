create or replace function rowseal.change_name(name text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  update rowseal.users as account set name = change_name.name where account.id = v_user_id;
  -- Again: the caller may have been signed out or disabled while the row was waited for.
  perform rowseal_private.require_account();
end
$$;

comment on function rowseal.change_name(text) is
$$Changes the name of the caller, of 1 to 200 characters; null: none.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, or a limited session; 23514 too long, or empty.$$;

revoke execute on function rowseal.change_name(text) from public;
grant execute on function rowseal.change_name(text) to rowseal_gateway;
