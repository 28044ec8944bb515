create or replace function rowseal_private.complete_login(
  user_id uuid, provider text, proofs jsonb, workspace text, scope text, ip inet, user_agent text,
  refresh_digest bytea, known_id uuid, device_digest bytea, replaces rowseal_private.presented_refresh_token,
  out status text, out claims rowseal_private.claims, out device_id uuid, out challenge text, out factors text[]
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.workspace_of_member(
    complete_login.user_id, complete_login.workspace);
  v_first record;
begin
  if v_workspace_id is null and complete_login.workspace is not null then
    status := 'not_a_member';
    return;
  end if;
  -- Two factors, where there are two; level 3 is for what asks for it, so that a lost passkey locks nobody out.
  if rowseal_private.assurance_level(array(select jsonb_object_keys(complete_login.proofs)))
    < least(rowseal_private.account_level(complete_login.user_id), 2)
  then
    select proof.key as kind, proof.value::timestamptz as at
      into strict v_first from jsonb_each_text(complete_login.proofs) as proof;
    status := 'second_factor';
    challenge := rowseal_private.ask_second_factor(
      complete_login.user_id, complete_login.provider, v_first.kind, v_first.at, v_workspace_id, complete_login.scope);
    factors := rowseal_private.second_factors(complete_login.user_id);
    return;
  end if;
  device_id := rowseal_private.remember_device(
    complete_login.user_id, complete_login.known_id, complete_login.device_digest);
  claims := rowseal_private.open_session(
    complete_login.user_id, v_workspace_id, complete_login.scope, complete_login.ip, complete_login.user_agent,
    refresh_digest => complete_login.refresh_digest, proofs => complete_login.proofs
  );
  perform rowseal_private.record_login(
    complete_login.user_id, v_workspace_id, (claims).sid, complete_login.provider, complete_login.ip);
  perform rowseal_private.replace_session(replaced.user_id, replaced.id, claims, complete_login.ip)
     from rowseal_private.authentic_session(complete_login.replaces) as replaced
    where replaced.id is not null and replaced.client_id is null;
  status := 'ok';
end
$$;

comment on function rowseal_private.complete_login(
  uuid, text, jsonb, text, text, inet, text, bytea, uuid, bytea, rowseal_private.presented_refresh_token
) is
$$THE end of every login, whatever it began with: where the user has more to prove than they have proved (proofs, an
object of kinds and times), the login waits for that, and nothing else has happened. known_id is the device that it came
from (rowseal_private.known_device); the rest is as in rowseal_private.log_in.
Caller: only functions that have authenticated the user.
Returns: a status: ok with the sealed claims of an access token, and the id of a device that is new; second_factor with
the token that continues the login (challenge), and what can be proved (factors); not_a_member of the workspace.
Source: NIST SP 800-63B-4 section 2.2.1.$$;

revoke execute on function rowseal_private.complete_login(
  uuid, text, jsonb, text, text, inet, text, bytea, uuid, bytea, rowseal_private.presented_refresh_token) from public;
