create or replace function rowseal_private.refuse_token(
  user_id uuid, token_id uuid, digest bytea, ip inet, wanted text
) returns void
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id uuid;
  v_networks cidr[];
begin
  perform rowseal_private.refuse_transaction();
  select token.workspace_id, token.networks
    into v_workspace_id, v_networks
    from rowseal_private.personal_access_tokens as token
    join rowseal.users as account on account.id = token.user_id
   where token.user_id = refuse_token.user_id
     and token.id = refuse_token.token_id
     and token.secret_hash = sha256(refuse_token.digest)
     and token.revoked_at is null
     and token.expires_at > clock_timestamp()
     and account.disabled_at is null;
  if not found then
    if exists (
      select from rowseal_private.service_keys as key
       where key.workspace_id = refuse_token.user_id and key.id = refuse_token.token_id
         and key.secret_hash = sha256(refuse_token.digest)
    ) then
      if refuse_token.wanted is not null
        and rowseal_private.workspace_named(refuse_token.wanted) is distinct from refuse_token.user_id then
        raise exception 'the credential is bound to another workspace' using errcode = 'RS005';
      end if;
      perform rowseal_private.refuse_service_key(
        refuse_token.user_id, refuse_token.token_id, null, refuse_token.ip);
    end if;
    raise exception 'the token is not valid' using errcode = 'RS001';
  end if;
  if not coalesce(refuse_token.ip <<= any (v_networks), v_networks is null) then
    raise exception 'the personal access token does not serve this network' using errcode = 'RS012';
  end if;
  if refuse_token.wanted is not null
    and rowseal_private.workspace_named(refuse_token.wanted) is distinct from v_workspace_id then
    raise exception 'the credential is bound to another workspace' using errcode = 'RS005';
  end if;
  if not exists (select from rowseal_private.effective_scope(refuse_token.user_id, v_workspace_id, null)) then
    raise exception 'not a member of this workspace' using errcode = 'RS004';
  end if;
  perform rowseal_private.refuse_workspace(
    v_workspace_id, refuse_token.user_id, refuse_token.token_id, refuse_token.ip);
end
$$;

comment on function rowseal_private.refuse_token(uuid, uuid, bytea, inet, text) is
$$Says why rowseal.enter_with_digest refuses a token, or the key of a service, and always raises.
Errors: those of rowseal.enter_with_digest.$$;

revoke execute on function rowseal_private.refuse_token(uuid, uuid, bytea, inet, text) from public;
