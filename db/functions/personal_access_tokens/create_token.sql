create or replace function rowseal.create_token(
  name text,
  expires_at timestamptz,
  scope text default null,
  networks cidr[] default null,
  out id uuid,
  out token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('tokens:write');
  v_secret constant bytea := rowseal_private.random_bytes(33);
begin
  id := rowseal.uuidv7();
  token := rowseal_private.format_token('rsp_', uuid_send(rowseal.user_id()) || uuid_send(id) || v_secret);
  insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, scope, networks, secret_hash, last_four, expires_at)
  values (
    rowseal.user_id(), id, v_workspace_id, create_token.name,
    rowseal_private.grantable_scope(create_token.scope), create_token.networks, sha256(v_secret), right(token, 4),
    rowseal_private.token_expiry(v_workspace_id, create_token.expires_at)
  );
  perform rowseal_private.record_event('token_created', rowseal.user_id(), v_workspace_id, jsonb_build_object('token_id', id));
end
$$;

comment on function rowseal.create_token(text, timestamptz, text, cidr[]) is
  'Makes a personal access token of the caller for the workspace entered, and returns it: the only time it can be seen. scope (space-separated) '
  'must be among the caller''s effective scopes; null: as the caller''s session, all that the role grants if that is not limited. networks: serve only '
  'addresses in these. Errors: RS006 lacks tokens:write or a scope asked for; RS007, RS008 nobody entered a workspace; RS010 the caller came with a '
  'token; RS011 expires too late or in the past; 23502, 23514 no name, a scope twice, an empty list of networks or more than 100.';

revoke execute on function rowseal.create_token(text, timestamptz, text, cidr[]) from public;
grant execute on function rowseal.create_token(text, timestamptz, text, cidr[]) to rowseal_gateway;
