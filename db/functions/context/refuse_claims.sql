create or replace function rowseal_private.refuse_claims(
  sub uuid, sid uuid, workspace uuid, scope text, exp bigint, seal_key text, seal bytea, wanted text, ip inet
) returns void
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid := refuse_claims.workspace;
  v_session rowseal_private.sessions;
  v_inner bytea;
  v_outer bytea;
begin
  perform rowseal_private.refuse_transaction();
  select key.inner_pad, key.outer_pad
    into v_inner, v_outer
    from rowseal_private.seal_keys as key
   where key.id = refuse_claims.seal_key
     and (key.retires_at is null or key.retires_at > clock_timestamp());
  -- Not in the statement: a log of plans would hold the seal.
  if (
    refuse_claims.seal = rowseal_private.hmac_sha256(
      v_inner, v_outer,
      rowseal_private.claims_message(
        refuse_claims.sub, refuse_claims.sid, refuse_claims.workspace, refuse_claims.scope, refuse_claims.exp))
    and refuse_claims.exp > extract(epoch from clock_timestamp())
  ) is not true then
    raise exception 'the access token is not valid here, or has expired' using errcode = 'RS001';
  end if;
  if refuse_claims.wanted is not null then
    v_id := rowseal_private.workspace_named(refuse_claims.wanted);
    if v_id is distinct from refuse_claims.workspace and refuse_claims.workspace is not null then
      raise exception 'the credential is bound to another workspace' using errcode = 'RS005';
    end if;
  end if;
  select session.* into v_session
    from rowseal_private.sessions as session
    join rowseal.users as account on account.id = session.user_id
   where session.user_id = refuse_claims.sub
     and session.id = refuse_claims.sid
     and session.revoked_at is null
     and session.expires_at > clock_timestamp()
     and account.disabled_at is null;
  if not found then
    perform from rowseal_private.service_keys as key
      where key.workspace_id = refuse_claims.workspace
        and key.id = refuse_claims.sid
        and key.tokens_void_until >= refuse_claims.exp;
    if found then
      raise exception 'the access token was revoked' using errcode = 'RS002';
    end if;
    perform rowseal_private.refuse_service_key(
      refuse_claims.workspace, refuse_claims.sid, refuse_claims.sub, refuse_claims.ip);
    raise exception 'the session has ended' using errcode = 'RS002';
  elsif v_session.resource is not null then
    raise exception 'the access token is for another resource' using errcode = 'RS001';
  elsif v_session.client_id is not null and v_session.workspace_id is null
    or not exists (select from rowseal_private.effective_scope(refuse_claims.sub, v_id, null))
  then
    raise exception 'not a member of this workspace' using errcode = 'RS004';
  end if;
  perform rowseal_private.refuse_workspace(v_id, refuse_claims.sub, refuse_claims.sid, refuse_claims.ip);
end
$$;

comment on function rowseal_private.refuse_claims(uuid, uuid, uuid, text, bigint, text, bytea, text, inet) is
$$Says why rowseal.enter refuses the claims of an access token, and always raises.
Errors: those of rowseal.enter.$$;

revoke execute on function rowseal_private.refuse_claims(uuid, uuid, uuid, text, bigint, text, bytea, text, inet)
  from public;
