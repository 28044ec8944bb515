create or replace function rowseal_private.has_news(stream jsonb) returns boolean
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace uuid;
  v_after bigint;
begin
  select min(rowseal_private.event_position(read.cursor)) into v_after
    from jsonb_array_elements_text(has_news.stream -> 'after') as read (cursor);
  if v_after is null then
    return false;
  end if;
  v_workspace := rowseal_private.audited_workspace(null);
  return exists (select from rowseal_private.sealed_page(v_workspace, v_after, 1));
end
$$;

comment on function rowseal_private.has_news(jsonb) is
$$Whether an event of the workspace entered was sealed after one of the cursors up to which a stream has read.
Caller: rowseal.check_streams.
Errors: 22023 no cursor; RS006 lacks audit:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal_private.has_news(jsonb) from public;
