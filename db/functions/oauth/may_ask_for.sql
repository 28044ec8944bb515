create or replace function rowseal_private.may_ask_for(client rowseal_private.oauth_clients, scope text) returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return rowseal_private.is_oauth_scope(may_ask_for.scope)
    and pg_catalog.string_to_array(may_ask_for.scope, ' ') <@ coalesce(
      pg_catalog.string_to_array((may_ask_for.client).scope, ' '), pg_catalog.string_to_array(may_ask_for.scope, ' ')
    )
    and not exists (
      select
        from pg_catalog.string_to_table(rowseal_private.scope_words(may_ask_for.scope, false), ' ') as word
       where not exists (select from rowseal.scopes as scope where scope.name = word)
    );

comment on function rowseal_private.may_ask_for(rowseal_private.oauth_clients, text) is
$$Whether each scope of a request is known here and, where the client is registered for certain scopes, among them.$$;

revoke execute on function rowseal_private.may_ask_for(rowseal_private.oauth_clients, text) from public;
