create or replace function rowseal_private.asked_level(
  request rowseal_private.oauth_requests, user_id uuid
) returns integer
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select named.level::integer
    from pg_catalog.unnest((asked_level.request).levels) with ordinality as named (level, place)
   where named.level <= rowseal_private.account_level(asked_level.user_id)
   order by named.place
   limit 1;
end;

comment on function rowseal_private.asked_level(rowseal_private.oauth_requests, uuid) is $$The level of assurance that
an authorization request asks of a user: of those that it names, the first that they can prove.
Returns: null where it names none, or none that they can prove.$$;

revoke execute on function rowseal_private.asked_level(rowseal_private.oauth_requests, uuid) from public;
