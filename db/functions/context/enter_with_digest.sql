create or replace function rowseal.enter_with_digest(
  user_id uuid, token_id uuid, digest bytea, ip inet, wanted text, request_id text
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id uuid;
  v_service_id uuid;
  v_key_id text;
  v_inner bytea;
  v_outer bytea;
  v_context text;
  v_is_due boolean;
  v_evidence text;
begin
  -- One statement, and one condition after it, because each is set up anew in every transaction: which of many reasons
  -- there is to refuse is looked into only where there is one.
  select token.workspace_id, key.id, key.inner_pad, key.outer_pad,
         rowseal_private.context_body(
           token.workspace_id, token.user_id, token.id, effective.scope, enter_with_digest.ip,
           enter_with_digest.request_id, entered.external_key, null),
         coalesce(token.last_used_at < clock_timestamp() - interval '1 minute', true),
         case when settings.maintenance_since is null then settings.entry_evidence end
    into v_workspace_id, v_key_id, v_inner, v_outer, v_context, v_is_due, v_evidence
    from rowseal_private.personal_access_tokens as token
    join rowseal.users as account on account.id = token.user_id
    join rowseal.workspaces as entered on entered.id = token.workspace_id
   cross join lateral rowseal_private.effective_scope(token.user_id, token.workspace_id, token.scope) as effective
    join rowseal_private.seal_keys as key on key.retires_at is null
   cross join rowseal_private.settings as settings
   where token.user_id = enter_with_digest.user_id
     and token.id = enter_with_digest.token_id
     and token.secret_hash = sha256(enter_with_digest.digest)
     and token.revoked_at is null and account.disabled_at is null and not settings.recovery_needed
     and rowseal_private.token_end(token, entered.longest_token_lifetime) > clock_timestamp()
     and coalesce(enter_with_digest.ip <<= any (token.networks), token.networks is null)
     -- The rules of the workspace, as rowseal_private.workspace_gate has them.
     and entered.erase_at is null
     and coalesce(enter_with_digest.ip <<= any (entered.networks), entered.networks is null)
     and (greatest(entered.required_assurance, settings.required_assurance) is null
       or rowseal_private.unmet_policy(token.workspace_id, token.user_id, token.id) is null);
  -- A key of a service, whose owner is its workspace.
  if v_context is null then
    select enter_with_digest.user_id, key.id, key.inner_pad, key.outer_pad, service.context, service.is_due,
           case when settings.maintenance_since is null then settings.entry_evidence end, service.service_id
      into v_workspace_id, v_key_id, v_inner, v_outer, v_context, v_is_due, v_evidence, v_service_id
      from rowseal_private.service_entry(enter_with_digest.user_id, enter_with_digest.token_id, null,
        enter_with_digest.ip, enter_with_digest.request_id) as service
      join rowseal_private.seal_keys as key on key.retires_at is null cross join rowseal_private.settings as settings
     where service.secret_hash = sha256(enter_with_digest.digest) and not settings.recovery_needed;
  end if;
  if v_context is null
     or enter_with_digest.wanted is not null
       and rowseal_private.workspace_named(enter_with_digest.wanted) is distinct from v_workspace_id
     or current_setting('rowseal.context', true) <> '' or current_setting('transaction_isolation') <> 'read committed'
     or not rowseal.in_request_now()
  then
    perform rowseal_private.refuse_token(
      enter_with_digest.user_id, enter_with_digest.token_id, enter_with_digest.digest, enter_with_digest.ip,
      enter_with_digest.wanted
    );
  end if;
  -- Assigned, not performed: an expression costs a fraction of a query.
  v_context := set_config(
    'rowseal.context', rowseal_private.sealed_context(v_key_id, v_inner, v_outer, v_context), true);
  if v_evidence is distinct from 'none' then
    perform rowseal_private.show_principal(
      coalesce(v_service_id, enter_with_digest.user_id), enter_with_digest.token_id, v_workspace_id,
      enter_with_digest.request_id, v_service_id is not null);
  end if;
  if v_is_due and current_setting('transaction_read_only') = 'off' then
    if v_service_id is null then
      perform rowseal_private.note_token_use(
        enter_with_digest.user_id, enter_with_digest.token_id, enter_with_digest.ip);
    else
      perform rowseal_private.note_service_key_use(v_workspace_id, enter_with_digest.token_id, enter_with_digest.ip);
    end if;
  end if;
end
$$;

comment on function rowseal.enter_with_digest(uuid, uuid, bytea, inet, text, text) is
$$Makes the user of a personal access token, or a service by its key, the principal of this transaction, in the
workspace of the token, as rowseal.enter does for an access token. user_id and token_id are those in the token (of a
key the first is the workspace), digest is the SHA-256 of its secret: a server sends no secret, so that no log of
statements holds one. User, membership and role, or the scopes of the service, are read as they are now. ip is the
caller's address; wanted, the id or slug of the workspace, may only repeat what the token is bound to. request_id is
what logs call the request (rowseal.enter). The use is noted at most once a minute.
Errors: RS001 unknown, revoked, expired, older than the workspace allows, or its user or service is disabled; RS003 a
context stands already; RS004 not a member; RS005 another workspace; RS012 another network than the token or the
workspace allows; RS016 an isolation level other than read committed; RS018 a login that policies do not bind; RS025
the workspace was deleted; RS053 the workspace asks for a factor that the account lacks; 22P02 wanted is neither an id
nor a slug; 25001 in maintenance mode, in a subtransaction.$$;

revoke execute on function rowseal.enter_with_digest(uuid, uuid, bytea, inet, text, text) from public;
grant execute on function rowseal.enter_with_digest(uuid, uuid, bytea, inet, text, text) to rowseal_gateway;
