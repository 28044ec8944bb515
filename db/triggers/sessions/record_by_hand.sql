-- Not within a function of Rowseal, which tells of it: those are their owner's. Nobody logs in as that. Of the columns
-- that a refresh writes none says who may do what, and it need not weigh this condition.
create or replace trigger record_by_hand
  after insert or update of user_id, id, workspace_id, scope, client_id, identity_scope, resource, created_at,
    authenticated_at, expires_at, revoked_at, parent_id, origin_id, assurance, authentication or delete
  on rowseal_private.sessions
  for each row when (
    current_user <> 'rowseal_owner' or session_user = 'rowseal_owner' or current_setting('role') = 'rowseal_owner'
  )
  execute function rowseal_private.record_change('by hand');
