create or replace function rowseal.require_version(kind text, id uuid, versions text[]) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- The workspace is locked as what changes it does, so that nothing comes in between; and by nobody else.
  if require_version.kind = 'member' and require_version.id = rowseal.user_id() then
    perform rowseal_private.changeable_membership(require_version.id);
  else
    if require_version.kind in ('service', 'webhook') then
      perform rowseal_private.require_account();
    end if;
    perform rowseal_private.require_live_scope(
      case require_version.kind
        when 'workspace' then 'owners:write'
        when 'service' then 'services:write'
        when 'webhook' then 'webhooks:write'
        else 'members:write' end
    );
  end if;
  -- Who may not see it learns nothing of it here.
  if rowseal.version_of(require_version.kind, require_version.id) <> all (require_version.versions) then
    raise exception 'it is another than the caller has seen' using errcode = 'RS049';
  end if;
  return true;
end
$$;

comment on function rowseal.require_version(text, uuid, text[]) is $$Refuses unless something of the workspace entered
has one of these versions (rowseal.version_of), and keeps it so until the transaction ends. Requires what changing it
does. Of what there is not, the function that is to change it says so.
Caller: the server, before a function that changes something, in the same statement.
Returns: true.
Errors: RS006 lacks the scope to see or to change it; RS007, RS008 nobody entered a workspace; RS010 of a service or
a webhook, a credential that is limited; RS013 their own membership is gone; RS040 a service; RS049 it has another
version.
Source: RFC 9110 section 13.1.1.$$;

revoke execute on function rowseal.require_version(text, uuid, text[]) from public;
grant execute on function rowseal.require_version(text, uuid, text[]) to rowseal_gateway;
