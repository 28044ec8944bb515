create or replace function rowseal.explain_row(
  relation regclass, command text, "row" jsonb, user_id uuid, workspace_id uuid, scopes text[]
) returns text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case
           when rule.workspace is not null and whose.text is distinct from (
             explain_row."row" ->> rule.workspace) then 'row_workspace'
           when rule.owned && case when explain_row.command in ('update', 'delete')
                  then array['select', explain_row.command] else array[explain_row.command] end
             and (explain_row."row" ->> rule.owner) is distinct from explain_row.user_id::text
             and not coalesce(rule.override = any (explain_row.scopes), false) then 'row_owner'
         end
    from (
      select protection ->> 'workspace' as workspace, protection ->> 'owner' as owner,
             protection ->> 'override' as override, protection ->> 'type' as type,
             case when protection ->> 'owner' is not null
               then array(select pg_catalog.jsonb_array_elements_text(protection -> 'owned')) else '{}' end as owned
        from rowseal_private.protection_of(explain_row.relation) as protection
    ) as rule
   cross join rowseal_private.audited_workspace(explain_row.workspace_id) as asked (workspace_id)
   cross join lateral (
     select case when rule.type = 'uuid' then asked.workspace_id::text
              else (select workspace.external_key from rowseal.workspaces as workspace
                     where workspace.id = asked.workspace_id) end as text
   ) as whose;
end;

comment on function rowseal.explain_row(regclass, text, jsonb, uuid, uuid, text[]) is $$The part of rowseal.explain
about a row that its caller has read: which gate hides it.
Caller: rowseal.explain.
Returns: row_workspace, row_owner; null where neither does.
Errors: those of rowseal.explain.$$;

revoke execute on function rowseal.explain_row(regclass, text, jsonb, uuid, uuid, text[]) from public;
grant execute on function rowseal.explain_row(regclass, text, jsonb, uuid, uuid, text[])
  to rowseal_auditor, rowseal_user, pg_database_owner;
