-- Not within a function of Rowseal, which tells of it: those are their owner's. Nobody logs in as that.
create or replace trigger record_by_hand
  after insert or update or delete on rowseal_private.webhooks
  for each row when (
    current_user <> 'rowseal_owner' or session_user = 'rowseal_owner' or current_setting('role') = 'rowseal_owner'
  )
  execute function rowseal_private.record_change('by hand');
