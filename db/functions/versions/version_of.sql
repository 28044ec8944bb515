create or replace function rowseal.version_of(kind text, id uuid default null) returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return rowseal_private.stored_version(
    version_of.kind,
    rowseal.require_scope(
      case version_of.kind
        when 'workspace' then 'owners:write'
        when 'service' then 'services:read'
        when 'webhook' then 'webhooks:read'
        else 'members:read' end
    ),
    version_of.id
  );
end
$$;

comment on function rowseal.version_of(text, uuid) is $$The version of the workspace entered, with its settings
(workspace), or of a member, role, service or webhook of it, by id: other than before whenever something of it that
clients may change is another.
Returns: null where there is no such thing.
Errors: RS006 lacks the scope to see it; RS007, RS008 nobody entered a workspace.
Source: RFC 9110 section 8.8.3.$$;

revoke execute on function rowseal.version_of(text, uuid) from public;
grant execute on function rowseal.version_of(text, uuid) to rowseal_gateway;
