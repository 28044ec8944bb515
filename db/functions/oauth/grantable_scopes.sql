create or replace function rowseal_private.grantable_scopes(
  session rowseal_private.sessions, scope text, workspace_id uuid
) returns text[]
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return (
    select array(select pg_catalog.jsonb_array_elements_text(each -> 'scopes'))
      from pg_catalog.jsonb_array_elements(
             rowseal_private.workspace_choice(
               grantable_scopes.session, grantable_scopes.scope, only_id => grantable_scopes.workspace_id
             )
           ) as each
     where (each ->> 'id')::uuid = grantable_scopes.workspace_id
  );

comment on function rowseal_private.grantable_scopes(rowseal_private.sessions, text, uuid) is
$$Which of the scopes a session could grant in one workspace now, wherever that stands in the pages of
rowseal_private.workspace_choice.
Returns: null: none, or workspace_id is null.$$;

revoke execute on function rowseal_private.grantable_scopes(rowseal_private.sessions, text, uuid) from public;
