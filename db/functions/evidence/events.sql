create or replace function rowseal_audit.events(
  after text default null, page_size integer default 100, workspace uuid default null, others boolean default false
)
  returns table (cursor text, number bigint, hash text, event text, personal jsonb)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace constant uuid := rowseal_private.audited_workspace(events.workspace);
begin
  return query
    select batch.segment || '.' || sealed.number, sealed.number, encode(sealed.hash, 'hex'), found.line, found.personal
      from rowseal_private.sealed_page(
             case when not events.others then v_workspace end, rowseal_private.event_position(events.after),
             least(greatest(events.page_size, 1), 1000)
           ) as sealed
     cross join lateral (
       select stored.segment, stored.personal
         from rowseal_private.event_batches as stored
        where stored.first_event <= sealed.number
        order by stored.first_event desc
        limit 1
     ) as batch
      left join lateral (
        select rowseal_private.event_line(one, batch.personal, sealed.salt, sealed.erased) as line,
               rowseal_private.personal_of(one, batch.personal, sealed.salt) as personal
          from rowseal_private.audit_events as one
         where (one.workspace_id, one.at, one.id) = (sealed.workspace_id, sealed.at, sealed.id)
           -- That events were dropped is everybody's: without it a chain that they are missing from does not verify.
           and (v_workspace is null or one.workspace_id = v_workspace or one.kind = 'events_dropped')
        offset 0
      ) as found on true
     order by sealed.number;
end
$$;

comment on function rowseal_audit.events(text, integer, uuid, boolean) is
$$Sealed audit events in the order in which they were sealed: of a workspace, or of all. event is the line that was
sealed, canonical JSON with hashes in the place of personal values, which personal has beside their salts until their
user is erased. after: the cursor of the last one that was read; page_size: 1 to 1000. others: events of other
workspaces too, as hashes alone, so that what was exported can be verified.
Caller: auditors, the database's owner, superusers; in a request, about the workspace entered, with the scope
audit:read.
Errors: 22023 no cursor; RS005 another workspace; RS006 lacks audit:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal_audit.events(text, integer, uuid, boolean) from public;
grant execute on function rowseal_audit.events(text, integer, uuid, boolean)
  to rowseal_auditor, rowseal_user, pg_database_owner;
