create or replace function rowseal_private.keep_member_names() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspaces uuid[];
  v_users uuid[];
begin
  if tg_table_name = 'users' then
    update rowseal_private.member_names as named
       set email = new.email, name = lower(new.name), last_name = rowseal_private.last_name(new.name)
     where named.user_id = new.id;
    return null;
  elsif tg_level = 'ROW' then
    v_workspaces := array[new.workspace_id];
    v_users := array[new.user_id];
  else
    select array_agg(joined.workspace_id), array_agg(joined.user_id) into v_workspaces, v_users from joined;
  end if;
  -- A name that changes while its owner joins waits for the one or the other: else the former is what is found.
  perform from rowseal.users as account where account.id = any (v_users) order by account.id for no key update;
  insert into rowseal_private.member_names (workspace_id, user_id, email, name, last_name)
  select joined.workspace_id, account.id, account.email, lower(account.name), rowseal_private.last_name(account.name)
    from unnest(v_workspaces, v_users) as joined (workspace_id, user_id)
    join rowseal.users as account on account.id = joined.user_id
   where account.id = any (v_users)
      on conflict on constraint member_names_pkey do update
     set email = excluded.email, name = excluded.name, last_name = excluded.last_name;
  return null;
end
$$;

comment on function rowseal_private.keep_member_names() is
$$A trigger of memberships and users that keeps what members are found by (rowseal_private.member_names): of users and
of a membership that is moved for each row, of those that a statement makes for all at once.$$;

revoke execute on function rowseal_private.keep_member_names() from public;
