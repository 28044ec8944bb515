create or replace function rowseal_private.sealed_page(workspace uuid, after bigint, page_size integer)
  returns setof rowseal_private.sealed_events
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  if workspace is null then
    return query
      select * from rowseal_private.sealed_events as sealed
       where sealed.number > sealed_page.after order by sealed.number limit sealed_page.page_size;
  else
    return query
      select * from rowseal_private.sealed_events as sealed
       where sealed.workspace_id = sealed_page.workspace and sealed.number > sealed_page.after
       order by sealed.number limit sealed_page.page_size;
  end if;
end
$$;

comment on function rowseal_private.sealed_page(uuid, bigint, integer) is
$$A page of sealed events in their order, those after a number: of all, or of one workspace.
Caller: rowseal_audit.events.$$;

revoke execute on function rowseal_private.sealed_page(uuid, bigint, integer) from public;
