create or replace function rowseal_private.grants_of_app(workspace_id uuid, client_id text)
  returns table (members integer, scopes text[], connected_at timestamptz, last_used_at timestamptz)
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  with lasting as materialized (
    select granted.user_id, granted.scope::text as scope, granted.created_at, granted.rotated_at
      from (
        select longest.*
          from rowseal_private.sessions as longest
         where longest.workspace_id = grants_of_app.workspace_id
           and longest.client_id = grants_of_app.client_id
           and longest.revoked_at is null
           and longest.expires_at > pg_catalog.now()
         order by longest.expires_at desc
         limit 100
      ) as granted
      -- Of members: a grant of anybody else opens nothing here. Each by its keys.
     cross join lateral (
       select
         from rowseal.memberships as membership
         join rowseal.users as account on account.id = membership.user_id and account.disabled_at is null
         join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
        where membership.workspace_id = grants_of_app.workspace_id and membership.user_id = granted.user_id
          and granted.created_at + workspace.longest_token_lifetime > pg_catalog.clock_timestamp()
       offset 0
     ) as member
  )
  select pg_catalog.count(distinct lasting.user_id)::integer,
         array(
           select distinct word
             from (select distinct given.scope from lasting as given) as given
            cross join lateral pg_catalog.unnest(pg_catalog.string_to_array(given.scope, ' ')) as word
            where word <> ''
            order by word
         ),
         pg_catalog.min(lasting.created_at), pg_catalog.max(lasting.rotated_at)
    from lasting;
end;

comment on function rowseal_private.grants_of_app(uuid, text) is
$$What members of a workspace have granted to an application, by its hundred grants there that last longest.
Caller: rowseal.list_workspace_apps.
Returns: one row; members: 0, where none is left.$$;

revoke execute on function rowseal_private.grants_of_app(uuid, text) from public;
