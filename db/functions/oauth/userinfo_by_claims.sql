create or replace function rowseal_private.userinfo_by_claims(
  sub uuid, sid uuid, scope text, exp bigint, seal_key text, seal bytea
) returns jsonb
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_inner bytea;
  v_outer bytea;
  v_claims jsonb;
begin
  select key.inner_pad, key.outer_pad, rowseal_private.identity_claims(account, session.identity_scope)
    into v_inner, v_outer, v_claims
    from rowseal_private.seal_keys as key
   cross join rowseal_private.settings as settings
    join rowseal_private.sessions as session
      on session.user_id = userinfo_by_claims.sub and session.id = userinfo_by_claims.sid
    join rowseal.users as account on account.id = session.user_id
   where key.id = userinfo_by_claims.seal_key
     and (key.retires_at is null or key.retires_at > clock_timestamp())
     and not settings.recovery_needed
     and settings.entry_evidence = 'none'
     and userinfo_by_claims.exp > extract(epoch from clock_timestamp())
     and session.revoked_at is null
     and session.expires_at > clock_timestamp()
     and session.resource is null
     and 'openid' = any (string_to_array(session.identity_scope, ' '))
     and account.disabled_at is null;
  -- Not in the statement: a log of plans would hold the seal.
  if userinfo_by_claims.seal = rowseal_private.hmac_sha256(
    v_inner, v_outer, rowseal_private.claims_message(
      userinfo_by_claims.sub, userinfo_by_claims.sid, null, userinfo_by_claims.scope, userinfo_by_claims.exp)
  ) then
    return v_claims;
  end if;
  return null;
end
$$;

comment on function rowseal_private.userinfo_by_claims(uuid, uuid, text, bigint, text, bytea) is
$$rowseal.userinfo by the access token of a grant that is bound to no workspace, whose claims these are: so no rules of
a workspace apply, and nobody has to enter. Seal, session and user are checked as rowseal.enter checks them.
Returns: null for any other, and where entering leaves evidence (settings.entry_evidence): entering says what there is
to say against it.
Source: OpenID Connect Core section 5.3.$$;

revoke execute on function rowseal_private.userinfo_by_claims(uuid, uuid, text, bigint, text, bytea) from public;
grant execute on function rowseal_private.userinfo_by_claims(uuid, uuid, text, bigint, text, bytea)
  to rowseal_issuer;
