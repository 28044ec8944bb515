create or replace function rowseal_private.issue_service_key(
  service rowseal_private.services, expires_at timestamptz, networks cidr[], created_by uuid,
  assurance integer default 0, public_key jsonb default null, out id uuid, out token text
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_secret constant bytea :=
    case when issue_service_key.public_key is null then rowseal_private.random_bytes(33) end;
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
  v_workspace_id constant uuid := (issue_service_key.service).workspace_id;
  v_service_id constant uuid := (issue_service_key.service).id;
  v_end constant timestamptz := rowseal_private.token_expiry(v_workspace_id, issue_service_key.expires_at);
  v_last_four text;
begin
  if (
    select count(*)
      from rowseal_private.service_keys as key
      join rowseal.workspaces as workspace on workspace.id = key.workspace_id
     where key.workspace_id = v_workspace_id
       and key.service_id = v_service_id
       and key.revoked_at is null
       and rowseal_private.service_key_end(key, workspace.longest_token_lifetime) > clock_timestamp()
  ) >= 2 then
    raise exception 'the service has two keys: revoke one first' using errcode = 'RS042';
  end if;
  id := rowseal.uuidv7();
  token := rowseal_private.format_token('rss_', uuid_send(v_workspace_id) || uuid_send(id) || v_secret);
  v_last_four := right(token, 4);
  insert into rowseal_private.service_keys (
    workspace_id, id, service_id, scopes, networks, secret_hash, public_key, last_four, created_by,
    expires_at, assurance
  )
  values (
    v_workspace_id, id, v_service_id, (issue_service_key.service).scopes, issue_service_key.networks, v_hash,
    issue_service_key.public_key, v_last_four, issue_service_key.created_by, v_end, issue_service_key.assurance
  );
  perform rowseal_private.record_event(
    'service_key_created', issue_service_key.created_by, v_workspace_id,
    jsonb_build_object('service_id', v_service_id, 'key_id', id)
  );
end
$$;

comment on function rowseal_private.issue_service_key(
  rowseal_private.services, timestamptz, cidr[], uuid, integer, jsonb) is
$$Makes a key of a service whose row the caller has locked, and whose maker was checked: it opens no more than what the
service may do now. assurance: the level of the session that makes it; public_key: a JWK, whose private half the service
has; null: a secret is made.
Returns: the key, and its token, which cannot be seen again; null where it has a public key.
Errors: RS011 expires too late, or in the past; RS042 two are live; 23514 an empty list of networks, or more than 100;
or no public key.$$;

revoke execute on function rowseal_private.issue_service_key(
  rowseal_private.services, timestamptz, cidr[], uuid, integer, jsonb) from public;
