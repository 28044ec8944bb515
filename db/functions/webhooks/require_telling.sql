create or replace function rowseal_private.require_telling(workspace_id uuid) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.refuse_grace(require_telling.workspace_id),
          rowseal_private.refuse_old_proofs(rowseal.user_id(), rowseal.session_id()),
          rowseal_private.require_scopes_within('{audit:read}');
end
$$;

comment on function rowseal_private.require_telling(uuid) is $$Refuses a caller who may not have the events of the
workspace entered told to others: who cannot read them, does not meet what the workspace asks of members, or has not
just proved who they are.
Caller: what makes a webhook, leads it elsewhere, enables it, or hands out its secret; with the workspace locked.
Errors: RS006 lacks audit:read; RS050 and those of rowseal_private.refuse_grace.$$;

revoke execute on function rowseal_private.require_telling(uuid) from public;
