create or replace function rowseal_private.asked_scope(scope text, registered text) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return case
    when not 'openid' = any (pg_catalog.string_to_array(asked_scope.scope, ' '))
      or not 'openid' = any (pg_catalog.string_to_array(coalesce(asked_scope.registered, 'openid'), ' '))
        then asked_scope.scope
    else (
      select pg_catalog.string_agg(asked.word, ' ' order by asked.position)
        from (
          select word, pg_catalog.min(position)
            from pg_catalog.unnest(pg_catalog.string_to_array(asked_scope.scope, ' '))
              with ordinality as words (word, position)
           group by word
        ) as asked (word, position)
       where (asked.word in ('openid', 'profile', 'email', 'offline_access')
              or exists (select from rowseal.scopes as known where known.name = asked.word))
         and asked.word = any (pg_catalog.string_to_array(coalesce(asked_scope.registered, asked.word), ' '))
    )
  end;

comment on function rowseal_private.asked_scope(text, text) is
$$Of a scope parameter, what counts: where openid is asked for, scopes that are unknown here or not registered for the
client are left out (registered null: any is); without openid, all of it, to be refused. Null for null.
Source: OpenID Connect Core section 3.1.2.1, RFC 6749 section 3.3.$$;

revoke execute on function rowseal_private.asked_scope(text, text) from public;
