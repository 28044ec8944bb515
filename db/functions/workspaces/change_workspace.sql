create or replace function rowseal.change_workspace(
  name text default null, slug text default null, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('owners:write');
begin
  if change_workspace.slug <> (
    select workspace.slug from rowseal.workspaces as workspace where workspace.id = v_workspace_id
  ) then
    retry_after := nullif(rowseal_private.record_attempt('slug_change', rowseal.user_id()::text), interval '0');
    status := case
      when retry_after is not null then 'throttled'
      when not rowseal_private.reserve_slug(change_workspace.slug, v_workspace_id) then 'slug_taken'
    end;
    if status is not null then
      return;
    end if;
  end if;
  update rowseal.workspaces as workspace
     set name = coalesce(change_workspace.name, workspace.name), slug = coalesce(change_workspace.slug, workspace.slug)
   where workspace.id = v_workspace_id;
  status := 'changed';
end
$$;

comment on function rowseal.change_workspace(text, text) is $$Gives the workspace entered another name (1 to 200
characters), another slug, or both; null: as it is. The former slug still names it for settings.slug_alias, and is never
given to another workspace. Requires owners:write.
Returns: a status: changed; slug_taken, another workspace has that slug, or had it; throttled, the caller has changed
slugs, or tried to, too often, with the time to wait.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; 23514 no name or no slug.$$;

revoke execute on function rowseal.change_workspace(text, text) from public;
grant execute on function rowseal.change_workspace(text, text) to rowseal_gateway;
