create or replace function rowseal_private.asked_level(
  request rowseal_private.oauth_requests, session rowseal_private.sessions
) returns integer
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select named.level::integer
    from pg_catalog.unnest((asked_level.request).levels) with ordinality as named (level, place)
   where named.level <= greatest(
     rowseal_private.account_level((asked_level.session).user_id), (asked_level.session).assurance)
   order by named.place
   limit 1;
end;

comment on function rowseal_private.asked_level(rowseal_private.oauth_requests, rowseal_private.sessions) is
$$The level of assurance that an authorization request asks of the user of a session: of those that it names, the first
that they can prove, or have proved (a provider may have asked them for more than they have set up here).
Returns: null where it names none, or none that they can prove.$$;

revoke execute on function rowseal_private.asked_level(rowseal_private.oauth_requests, rowseal_private.sessions)
  from public;
