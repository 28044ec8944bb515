create or replace function rowseal_private.ask_second_factor(
  user_id uuid, provider text, kind text, proved_at timestamptz, workspace_id uuid, scope text
) returns text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_id constant uuid := rowseal.uuidv7();
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
begin
  insert into rowseal_private.login_challenges (
    user_id, id, secret_hash, provider, kind, proved_at, workspace_id, scope, expires_at)
  values (
    ask_second_factor.user_id, v_id, v_hash, ask_second_factor.provider, ask_second_factor.kind,
    ask_second_factor.proved_at, ask_second_factor.workspace_id, ask_second_factor.scope,
    clock_timestamp() + interval '10 minutes'
  );
  return rowseal_private.format_token('rsl_', uuid_send(ask_second_factor.user_id) || uuid_send(v_id) || v_secret);
end
$$;

comment on function rowseal_private.ask_second_factor(uuid, text, text, timestamptz, uuid, text) is $$Keeps a login that
waits for a second factor, and all that it may become. It is no session, and opens nothing.
Caller: only rowseal_private.complete_login.
Returns: the token that continues it (rsl_), which cannot be seen again.$$;

revoke execute on function rowseal_private.ask_second_factor(uuid, text, text, timestamptz, uuid, text) from public;
