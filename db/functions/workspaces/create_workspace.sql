create or replace function rowseal.create_workspace(
  slug text, name text, out status text, out id uuid, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_settings rowseal_private.settings;
  v_is_verified boolean;
begin
  select * into v_settings from rowseal_private.settings;
  -- Locked, so that two at once cannot both be the last one allowed.
  select account.email_verified_at is not null
    into v_is_verified
    from rowseal.users as account
   where account.id = v_user_id
     for no key update;
  -- Again: the caller may have been signed out or disabled while that was waited for.
  perform rowseal_private.require_account();
  if v_settings.workspace_creation = 'nobody' then
    raise exception 'workspaces are created by administrators here' using errcode = 'RS021';
  end if;
  if v_settings.workspace_creation = 'verified' and not v_is_verified then
    raise exception 'whoever creates a workspace has verified their address first' using errcode = 'RS022';
  end if;
  if (
    select count(*)
      from rowseal.memberships as membership
     where membership.user_id = v_user_id and membership.role = 'owner'
  ) >= v_settings.workspaces_per_user then
    raise exception 'nobody may be an owner of more than % workspaces', v_settings.workspaces_per_user
      using errcode = 'RS023';
  end if;
  -- However many of them were handed on. Slugs that are taken count too, so that nobody learns them all.
  retry_after := nullif(rowseal_private.record_attempt('workspace_creation', v_user_id::text), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  create_workspace.id := rowseal.uuidv7();
  if not rowseal_private.reserve_slug(create_workspace.slug, create_workspace.id) then
    create_workspace.id := null;
    status := 'slug_taken';
    return;
  end if;
  insert into rowseal.workspaces (id, slug, name)
  values (create_workspace.id, create_workspace.slug, create_workspace.name);
  insert into rowseal.memberships (workspace_id, user_id, role) values (create_workspace.id, v_user_id, 'owner');
  perform rowseal_private.record_event(
    'member_added', v_user_id, create_workspace.id, jsonb_build_object('user_id', v_user_id, 'role', 'owner')
  );
  status := 'created';
end
$$;

comment on function rowseal.create_workspace(text, text) is $$Creates a workspace, whose first member and owner is the
caller. slug is its name in URLs and headers (at most 32 lower-case letters, digits and hyphens), name what people read
(1 to 200 characters).
Returns: a status: created, with the id; slug_taken, another workspace has it, or had it; throttled, with the time to
wait: the caller has created, or tried, too many lately. Returned, so that what was tried stays counted.
Errors: RS008 nobody entered; RS010 the session is limited, or it is none; RS021, RS022 settings.workspace_creation
admits nobody, or only who has verified their address; RS023 the caller owns as many as settings.workspaces_per_user
allows; 23502, 23514 no slug or no name.$$;

revoke execute on function rowseal.create_workspace(text, text) from public;
grant execute on function rowseal.create_workspace(text, text) to rowseal_gateway;
