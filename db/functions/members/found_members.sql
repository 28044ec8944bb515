create or replace function rowseal_private.found_members(
  workspace_id uuid, search text, after uuid, page_size integer
) returns setof uuid
  language sql stable parallel restricted rows 50 set search_path = pg_catalog, pg_temp
begin atomic
  -- Materialized: the planner would else walk all members in the order of their ids, to find the page on the way.
  with found as materialized (
    select named.user_id
      from rowseal_private.member_names as named
     where named.workspace_id = found_members.workspace_id
       and named.email between found_members.search and found_members.search || pg_catalog.chr(1114111)
     union all
    select named.user_id
      from rowseal_private.member_names as named
     where named.workspace_id = found_members.workspace_id
       and named.name between found_members.search and found_members.search || pg_catalog.chr(1114111)
     union all
    select named.user_id
      from rowseal_private.member_names as named
     where named.workspace_id = found_members.workspace_id
       and named.last_name between found_members.search and found_members.search || pg_catalog.chr(1114111)
  )
  select distinct found.user_id
    from found
   where found.user_id > found_members.after
   order by found.user_id
   limit found_members.page_size;
end;

comment on function rowseal_private.found_members(uuid, text, uuid, integer) is
$$The members of a workspace whose address, name or last name begins with a text (in lower case), by their ids: those
after one, so many at most. A range of each index: what begins with a text comes between it and the last character of
Unicode after it, in the order of bytes.
Caller: rowseal.list_members.$$;

revoke execute on function rowseal_private.found_members(uuid, text, uuid, integer) from public;
