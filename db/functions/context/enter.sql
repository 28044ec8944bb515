create or replace function rowseal.enter(
  sub uuid, sid uuid, workspace uuid, scope text, exp bigint, seal_key text, seal bytea,
  wanted text, ip inet, request_id text
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_inner bytea;
  v_outer bytea;
  v_entered rowseal.workspaces;
  v_live boolean;
  v_is_old boolean;
  v_scope text;
  v_evidence text;
  v_context text;
begin
  if current_setting('rowseal.context', true) <> ''
     or current_setting('transaction_isolation') <> 'read committed'
     or not rowseal.in_request_now()
  then
    perform rowseal_private.refuse_transaction();
  end if;

  select key.inner_pad, key.outer_pad, settings.entry_evidence
    into v_inner, v_outer, v_evidence
    from rowseal_private.seal_keys as key
   cross join rowseal_private.settings as settings
   where key.id = enter.seal_key
     and (key.retires_at is null or key.retires_at > clock_timestamp());
  -- An unknown key or an absent field makes the comparison null, which is not true.
  if (
    enter.seal = rowseal_private.hmac_sha256(
      v_inner, v_outer, rowseal_private.claims_message(enter.sub, enter.sid, enter.workspace, enter.scope, enter.exp)
    )
    and enter.exp > extract(epoch from clock_timestamp())
  ) is not true then
    raise exception 'the access token is not valid here, or has expired' using errcode = 'RS001';
  end if;

  v_entered := rowseal_private.workspace_to_enter(enter.wanted, enter.workspace);
  -- A token for another resource (RFC 8707) is genuine, and still not for this one.
  select session.resource is null, effective.scope,
         session.created_at + case when session.client_id is null
           then v_entered.longest_session_age else v_entered.longest_token_lifetime end < clock_timestamp()
    into v_live, v_scope, v_is_old
    from rowseal_private.sessions as session
    join rowseal.users as account on account.id = session.user_id
    left join rowseal_private.effective_scope(enter.sub, v_entered.id, enter.scope) as effective
      on session.client_id is null or session.workspace_id is not null
   where session.user_id = enter.sub
     and session.id = enter.sid
     and session.revoked_at is null
     and session.expires_at > clock_timestamp()
     and account.disabled_at is null;
  if v_live is null then
    raise exception 'the session has ended' using errcode = 'RS002';
  elsif not v_live then
    raise exception 'the access token is for another resource' using errcode = 'RS001';
  end if;
  if v_scope is null and (enter.workspace is not null or enter.wanted is not null) then
    raise exception 'not a member of this workspace' using errcode = 'RS004';
  end if;
  -- The rules of the workspace, as rowseal_private.workspace_gate has them.
  if v_entered.erase_at is not null or v_is_old
     or not coalesce(enter.ip <<= any (v_entered.networks), v_entered.networks is null)
  then
    perform rowseal_private.refuse_workspace(v_entered.id, enter.sub, enter.sid, enter.ip);
  end if;

  -- Assigned, not performed: an expression costs a fraction of a query.
  v_context := rowseal_private.context_body(
    v_entered.id, enter.sub, enter.sid, v_scope, enter.ip, enter.request_id, v_entered.external_key);
  v_context := set_config(
    'rowseal.context', rowseal_private.sealed_context(enter.seal_key, v_inner, v_outer, v_context), true);
  if v_evidence <> 'none' then
    perform rowseal_private.show_principal(enter.sub, enter.sid, v_entered.id, enter.request_id);
  end if;
end
$$;

comment on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text) is
$$Makes the user of an access token the principal of this transaction. It checks the seal of the claims (sub, sid,
workspace, scope, exp in seconds since 1970, seal_key, seal: rowseal_private.claims), reads session, user, membership
and role as they are now, and writes the sealed context that policies read. wanted is the id or slug of the workspace to
work in; null: the one that the claims are bound to, or none. ip is the client's address, as the server saw it or as an
application says it, and request_id (64 characters, without blanks) what logs call the request: audit events carry both;
null: unknown. Neither gives a right, and a credential that lists networks refuses an unknown address.
Caller: the gateway, first in each transaction.
Errors: RS001 not sealed here, expired, or for another resource; RS002 the session has ended; RS003 a context stands
already; RS004 not a member, or a grant without scopes of the application, which can enter no workspace; RS005 bound to
another workspace; RS012 from another network than the workspace allows; RS016 an isolation level other than read
committed; RS018 a login that policies do not bind; RS025 the workspace was deleted; RS026 the session, or the grant, is
older than the workspace allows; 22P02 wanted is neither an id nor a slug.$$;

revoke execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text) from public;
grant execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text)
  to rowseal_gateway;
