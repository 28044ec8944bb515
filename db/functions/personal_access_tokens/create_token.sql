create or replace function rowseal_private.create_token(
  claims rowseal_private.claims,
  wanted text,
  name text,
  expires_at timestamptz,
  scope text default null,
  networks cidr[] default null,
  ip inet default null,
  out id uuid,
  out token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id uuid;
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
  v_last_four text;
  v_granted record;
begin
  perform rowseal_private.enter_by_claims(create_token.claims, create_token.wanted, create_token.ip);
  v_workspace_id := rowseal.require_scope('tokens:write');
  if rowseal.user_id() is null then
    raise exception 'a service makes no personal access token' using errcode = 'RS010';
  end if;
  perform rowseal_private.refuse_old_maker();
  select * into v_granted
    from rowseal_private.delegate(
      rowseal.user_id(), rowseal.session_id(), v_workspace_id, create_token.scope, create_token.networks,
      rowseal_private.token_expiry(v_workspace_id, create_token.expires_at), rowseal.effective_scopes()
    );
  perform rowseal_private.require_delegated(v_granted.effective, 'tokens:write');
  perform rowseal_private.require_delegated(v_granted.effective, create_token.scope);
  if v_granted.ends_at < create_token.expires_at then
    raise exception 'a token cannot outlive the limited credential that makes it' using errcode = 'RS011';
  end if;
  id := rowseal.uuidv7();
  token := rowseal_private.format_token('rsp_', uuid_send(rowseal.user_id()) || uuid_send(id) || v_secret);
  v_last_four := right(token, 4);
  insert into rowseal_private.personal_access_tokens (
    user_id, id, workspace_id, name, scope, networks, secret_hash, last_four, expires_at, parent_id, origin_id,
    assurance
  )
  values (
    rowseal.user_id(), id, v_workspace_id, create_token.name, coalesce(create_token.scope, v_granted.scope),
    v_granted.networks, v_hash,
    v_last_four, v_granted.ends_at, v_granted.parent_id, v_granted.origin_id,
    rowseal_private.proved_level(rowseal.user_id(), rowseal.session_id())
  );
  perform rowseal_private.record_event(
    'token_created', rowseal.user_id(), v_workspace_id,
    jsonb_strip_nulls(jsonb_build_object(
      'token_id', id, 'parent_id', v_granted.parent_id, 'origin_id', v_granted.origin_id))
  );
end
$$;

comment on function rowseal_private.create_token(rowseal_private.claims, text, text, timestamptz, text, cidr[], inet) is
$$Makes a personal access token for the user whom the sealed claims of an access token name (rowseal.enter), in the
workspace wanted or bound. scope (space-separated) must be among the caller's effective scopes; null: as the caller's
session, all that the role grants if that is not limited. networks: serve only addresses in these. ip is the client's
address. A limited session or a grant is the parent of the token.
Caller: the issuer, so that SQL in a request gets no secret out of it.
Returns: the token, which cannot be seen again.
Errors: those of rowseal.enter; RS006 lacks tokens:write or a scope asked for; RS007 no workspace; RS011 expires too
late, in the past, or after its parent; RS010 a service; RS050 no fresh proof; 23502, 23514 no name, a scope twice, an
empty list of networks or more than 100.$$;

revoke execute on function rowseal_private.create_token(
  rowseal_private.claims, text, text, timestamptz, text, cidr[], inet) from public;
grant execute on function rowseal_private.create_token(
  rowseal_private.claims, text, text, timestamptz, text, cidr[], inet) to rowseal_issuer;
