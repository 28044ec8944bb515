create or replace function rowseal_private.keep_member_names() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_table_name = 'users' then
    update rowseal_private.member_names as named
       set email = new.email, name = lower(new.name), last_name = rowseal_private.last_name(new.name)
     where named.user_id = new.id;
    return null;
  end if;
  -- A name that changes while its owner joins waits for the one or the other: else the former is what is found.
  perform from rowseal.users as account where account.id = new.user_id for no key update;
  insert into rowseal_private.member_names (workspace_id, user_id, email, name, last_name)
  select new.workspace_id, account.id, account.email, lower(account.name), rowseal_private.last_name(account.name)
    from rowseal.users as account
   where account.id = new.user_id
      on conflict on constraint member_names_pkey do update
     set email = excluded.email, name = excluded.name, last_name = excluded.last_name;
  return null;
end
$$;

comment on function rowseal_private.keep_member_names() is
$$A trigger of memberships and users that keeps what members are found by (rowseal_private.member_names).$$;

revoke execute on function rowseal_private.keep_member_names() from public;
