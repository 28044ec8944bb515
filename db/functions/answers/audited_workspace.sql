create or replace function rowseal_private.audited_workspace(wanted uuid) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_own uuid;
begin
  if not rowseal.in_request_now() then
    return audited_workspace.wanted;
  end if;
  v_own := rowseal.require_scope('audit:read');
  if audited_workspace.wanted <> v_own then
    raise exception 'this transaction entered another workspace' using errcode = 'RS005';
  end if;
  return v_own;
end
$$;

comment on function rowseal_private.audited_workspace(uuid) is $$The workspace that a question of an auditor is about:
the one wanted, null for all; in a request the one entered, with the scope audit:read.
Errors: RS005 another workspace; RS006 lacks audit:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal_private.audited_workspace(uuid) from public;
