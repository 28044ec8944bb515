create or replace function rowseal.list_events(
  before_at timestamptz default null, before_id uuid default null, page_size integer default 50,
  of_kind text default null
)
  returns table (
    id uuid, at timestamptz, kind text, actor_id uuid, actor_email text, user_id uuid, user_email text,
    login_role text, details jsonb, actor_service text
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('audit:read');
begin
  return query
    select event.id, event.at, event.kind, event.who, actor.email, event.whom, person.email,
           case when event.who is null then event.login_role end, event.details, service.name
      from (
        select found.id, found.at, found.kind, found.login_role, found.details,
               -- Through the door of logins, whoever logs in.
               coalesce(found.actor_id, case when found.login_role = 'rowseal_issuer' then found.user_id end) as who,
               coalesce((found.details ->> 'user_id')::uuid, found.user_id) as whom
          from rowseal_private.audit_events as found
         where found.workspace_id = v_workspace_id
           and (found.at, found.id) < (
             coalesce(list_events.before_at, 'infinity'),
             coalesce(list_events.before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           and (list_events.of_kind is null or found.kind = list_events.of_kind)
         order by found.at desc, found.id desc
         limit rowseal_private.page_size(list_events.page_size)
      ) as event
      -- Only of those who are members now: the address of anybody else is nobody's business here.
      left join lateral (
        select account.email
          from rowseal.memberships as membership
          join rowseal.users as account on account.id = membership.user_id
         where membership.workspace_id = v_workspace_id and membership.user_id = event.who
      ) as actor on true
      left join lateral (
        select account.email
          from rowseal.memberships as membership
          join rowseal.users as account on account.id = membership.user_id
         where membership.workspace_id = v_workspace_id and membership.user_id = event.whom
      ) as person on true
      left join rowseal_private.services as service
        on service.workspace_id = v_workspace_id and service.id = event.who
     order by event.at desc, event.id desc;
end
$$;

comment on function rowseal.list_events(timestamptz, uuid, integer, text) is $$What happened in the workspace entered,
the latest first, a page at a time: before_at and before_id are those of the last one on the page before (null: the
first page), page_size how many at most, 1 to 1000. of_kind: only those. Addresses are those of people who are members
now; actor_service: the name of the service that did it, while there is one; login_role: who did it without having
entered, a DBA or the worker. What can be verified is rowseal_audit.events.
Errors: RS006 lacks audit:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_events(timestamptz, uuid, integer, text) from public;
grant execute on function rowseal.list_events(timestamptz, uuid, integer, text) to rowseal_gateway;
