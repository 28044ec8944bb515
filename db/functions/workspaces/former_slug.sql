create or replace function rowseal_private.former_slug(
  slug text, user_id uuid, out retired_at timestamptz, out ends_at timestamptz
)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select former.retired_at, former.retired_at + settings.slug_alias
    from rowseal_private.slugs as former
   cross join rowseal_private.settings as settings
   where former.slug = former_slug.slug
     and former.retired_at > pg_catalog.clock_timestamp() - settings.slug_alias
     and exists (
       select from rowseal.memberships as membership
        where membership.workspace_id = former.workspace_id and membership.user_id = former_slug.user_id
     );
end;

comment on function rowseal_private.former_slug(text, uuid) is $$Since when a slug is a former one of a workspace that a
user is a member of, and until when it still names it: for the headers Deprecation and Sunset.
Returns: nulls where it is none.
Source: RFC 9745 (Deprecation), RFC 8594 (Sunset).$$;

revoke execute on function rowseal_private.former_slug(text, uuid) from public;
grant execute on function rowseal_private.former_slug(text, uuid) to rowseal_issuer;
