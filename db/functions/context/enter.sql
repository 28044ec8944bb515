create or replace function rowseal.enter(
  sub uuid, sid uuid, workspace uuid, scope text, exp bigint, seal_key text, seal bytea,
  wanted text, ip inet, request_id text
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid := case
    when enter.wanted is null then enter.workspace else rowseal_private.workspace_named(enter.wanted) end;
  v_inner bytea;
  v_outer bytea;
  v_context text;
  v_evidence text;
  v_is_asked boolean;
  v_service_id uuid;
begin
  -- One statement, and one condition after it, because each is set up anew in every transaction: which of many reasons
  -- there is to refuse is looked into only where there is one.
  select key.inner_pad, key.outer_pad,
         rowseal_private.context_body(
           entered.id, enter.sub, enter.sid, effective.scope, enter.ip, enter.request_id, entered.external_key, null),
         case when settings.maintenance_since is null then settings.entry_evidence end,
         (greatest(entered.required_assurance, settings.required_assurance)
           > case when session.client_id is null then session.assurance else 0 end and entered.id is not null) is true
    into v_inner, v_outer, v_context, v_evidence, v_is_asked
    from rowseal_private.seal_keys as key
   cross join rowseal_private.settings as settings
    join rowseal_private.sessions as session on session.user_id = enter.sub and session.id = enter.sid
    join rowseal.users as account on account.id = session.user_id
    left join rowseal.workspaces as entered on entered.id = v_id
    left join rowseal_private.effective_scope(enter.sub, v_id, enter.scope) as effective
      on session.client_id is null or session.workspace_id is not null
   where key.id = enter.seal_key
     and (key.retires_at is null or key.retires_at > clock_timestamp()) and not settings.recovery_needed
     and enter.exp > extract(epoch from clock_timestamp()) and account.disabled_at is null
     and session.revoked_at is null and session.expires_at > clock_timestamp()
     -- A token for another resource (RFC 8707) is genuine, and still not for this one.
     and session.resource is null
     and (
       enter.workspace is null and enter.wanted is null
       or effective.scope is not null
       and (enter.workspace is null or enter.workspace = v_id)
       -- The rules of the workspace, as rowseal_private.workspace_gate has them.
       and entered.erase_at is null
       and coalesce(enter.ip <<= any (entered.networks), entered.networks is null)
       and (session.created_at + case when session.client_id is null
         then entered.longest_session_age else entered.longest_token_lifetime end < clock_timestamp()) is not true
     );
  -- Of a service, whose tokens are bound to its workspace.
  if v_context is null and (enter.wanted is null or v_id = enter.workspace) then
    select key.inner_pad, key.outer_pad, service.context,
           case when settings.maintenance_since is null then settings.entry_evidence end, service.service_id
      into v_inner, v_outer, v_context, v_evidence, v_service_id
      from rowseal_private.service_entry(
        enter.workspace, enter.sid, enter.scope, enter.ip, enter.request_id) as service
      join rowseal_private.seal_keys as key on key.id = enter.seal_key cross join rowseal_private.settings as settings
     where service.service_id = enter.sub
       and (key.retires_at is null or key.retires_at > clock_timestamp()) and not settings.recovery_needed
       and enter.exp > greatest(extract(epoch from clock_timestamp()), service.tokens_void_until);
  end if;
  -- Not in the statement: a log of plans would hold the seal. Null, which is not true, where nothing was found.
  if v_context is null
     or (enter.seal = rowseal_private.hmac_sha256(
       v_inner, v_outer, rowseal_private.claims_message(enter.sub, enter.sid, enter.workspace, enter.scope, enter.exp)
     )) is not true
     or current_setting('rowseal.context', true) <> '' or current_setting('transaction_isolation') <> 'read committed'
     or not rowseal.in_request_now()
     or v_is_asked and rowseal_private.unmet_policy(v_id, enter.sub, enter.sid) is not null
  then
    perform rowseal_private.refuse_claims(enter.sub, enter.sid, enter.workspace, enter.scope, enter.exp,
      enter.seal_key, enter.seal, enter.wanted, enter.ip);
  end if;
  -- Assigned, not performed: an expression costs a fraction of a query.
  v_context := set_config(
    'rowseal.context', rowseal_private.sealed_context(enter.seal_key, v_inner, v_outer, v_context), true);
  if v_evidence is distinct from 'none' then
    perform rowseal_private.show_principal(enter.sub, enter.sid, v_id, enter.request_id, v_service_id is not null);
  end if;
end
$$;

comment on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text) is
$$Makes the user, or the service, of an access token the principal of this transaction. It checks the seal of the
claims (sub, sid, workspace, scope, exp in seconds since 1970, seal_key, seal: rowseal_private.claims), reads session,
user, membership and role as they are now, and writes the sealed context that policies read. wanted is the id or slug
of the workspace to work in; null: the one that the claims are bound to, or none. ip is the client's address, as the
server saw it or as an application says it, and request_id (64 characters, without blanks) what logs call the request:
audit events carry both; null: unknown. Neither gives a right, and a credential that lists networks refuses an unknown
address.
Caller: the gateway, first in each transaction.
Errors: RS001 not sealed here, expired, or for another resource; RS002 the session has ended; RS003 a context stands
already; RS004 not a member, or a grant without scopes of the application, which can enter no workspace; RS005 bound to
another workspace; RS012 from another network than the workspace allows; RS016 an isolation level other than read
committed; RS018 a login that policies do not bind; RS025 the workspace was deleted; RS026 the session, or the grant,
is older than the workspace allows; RS052 the workspace asks for more than the session has proved; RS053 for a factor
that the account lacks; RS080 commits may be missing; 22P02 wanted is neither an id nor a slug; 25001 in maintenance
mode, in a subtransaction.$$;

revoke execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text) from public;
grant execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text)
  to rowseal_gateway;
