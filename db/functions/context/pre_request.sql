create or replace function rowseal.pre_request() returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims constant jsonb := coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb, '{}');
  v_headers constant jsonb := coalesce(nullif(current_setting('request.headers', true), '')::jsonb, '{}');
  v_cookies constant jsonb := coalesce(nullif(current_setting('request.cookies', true), '')::jsonb, '{}');
  v_wanted constant text := nullif(v_headers ->> 'x-rowseal-workspace', '');
  v_token constant text := nullif(v_headers ->> 'x-rowseal-token', '');
  v_code text;
  v_message text;
  v_hint text;
begin
  -- The caller's SQL, and functions that it calls, find nothing there that somebody could enter with elsewhere.
  perform set_config('request.jwt.claims', (v_claims - 'seal')::text, true),
          set_config('request.headers', (v_headers - '{authorization, cookie, x-rowseal-token}'::text[])::text, true),
          set_config('request.cookies', (
            select coalesce(jsonb_object_agg(cookie.key, cookie.value), '{}')::text
              from jsonb_each(v_cookies) as cookie where cookie.key !~* 'rowseal'), true);
  -- No address: X-Forwarded-For is what the client likes to say.
  begin
    if v_claims -> 'sub' is not null then
      perform rowseal.enter_with_payload(v_claims, v_wanted, null, null);
    elsif v_token is not null then
      perform rowseal.enter_with_token(v_token, null::inet, v_wanted, null::text);
    end if;
    return;
  exception
    when active_sql_transaction then
      -- Maintenance mode (rowseal_private.show_principal): nothing else was wrong, so that it enters below.
      null;
    when others then
      get stacked diagnostics v_code = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint;
      if v_code !~ '^RS' then
        raise;
      end if;
      raise sqlstate 'PGRST' using
        message = jsonb_build_object('code', v_code, 'message', v_message, 'hint', nullif(v_hint, ''))::text,
        detail = case
          when v_code in ('RS001', 'RS002') then
            '{"status": 401, "headers": {"WWW-Authenticate": "Bearer error=\"invalid_token\""}}'
          when v_code = 'RS080' then '{"status": 503, "headers": {"Retry-After": "5"}}'
          else '{"status": 403, "headers": {}}'
        end;
  end;
  if v_claims -> 'sub' is not null then
    perform rowseal.enter_with_payload(v_claims, v_wanted, null, null);
  else
    perform rowseal.enter_with_token(v_token, null::inet, v_wanted, null::text);
  end if;
end
$$;

comment on function rowseal.pre_request() is
$$Enters a transaction of PostgREST (db-pre-request) as the bearer of its token: by the claims of an access token, whose
signature PostgREST has verified (jwt-secret: the keys of /v1/jwks.json) and whose seal is checked here, or by the
header X-Rowseal-Token, which holds a personal access token or the key of a service. X-Rowseal-Workspace names the
workspace, by slug or id. Claims without a seal of this database are refused, no matter who signed; without a token
nobody is entered, and protected tables refuse. The address of the client is unknown, so that credentials with networks
are refused. Takes the token, the seal, and cookies of Rowseal out of what request.headers and its like say.
Caller: PostgREST, which logs in as a role of rowseal.add_request_role and has it as db-anon-role.
Errors: PGRST, in the form that PostgREST answers by: 401 for RS001 and RS002, 503 for RS080, 403 for the others of
rowseal.enter_with_payload and rowseal.enter_with_token; others as they are.$$;

revoke execute on function rowseal.pre_request() from public;
grant execute on function rowseal.pre_request() to rowseal_gateway;
