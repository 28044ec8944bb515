create or replace function rowseal_private.replace_secrets(kind text, ids text[], jwes text[], successors text[])
  returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_replaced integer;
begin
  case replace_secrets.kind
    when 'signing_key' then
      update rowseal_private.signing_keys as signing set private_jwe = given.successor
        from unnest(replace_secrets.ids, replace_secrets.jwes, replace_secrets.successors) as given (id, jwe, successor)
       where signing.id = given.id and signing.private_jwe = given.jwe;
    when 'event_key' then
      update rowseal_private.event_keys as event set private_jwe = given.successor
        from unnest(replace_secrets.ids, replace_secrets.jwes, replace_secrets.successors) as given (id, jwe, successor)
       where event.id = given.id and event.private_jwe = given.jwe;
    when 'client_secret' then
      update rowseal_private.identity_providers as provider set client_secret_jwe = given.successor
        from unnest(replace_secrets.ids, replace_secrets.jwes, replace_secrets.successors) as given (id, jwe, successor)
       where provider.id = given.id and provider.client_secret_jwe = given.jwe;
    when 'totp_secret' then
      update rowseal_private.totp_factors as factor set secret_jwe = given.successor
        from unnest(replace_secrets.ids, replace_secrets.jwes, replace_secrets.successors) as given (id, jwe, successor)
       where factor.user_id = split_part(given.id, '/', 1)::uuid
         and factor.id = split_part(given.id, '/', 2)::uuid
         and factor.secret_jwe = given.jwe;
    when 'webhook_secret' then
      update rowseal_private.webhooks as webhook set secret_jwe = given.successor
        from unnest(replace_secrets.ids, replace_secrets.jwes, replace_secrets.successors) as given (id, jwe, successor)
       where webhook.workspace_id = split_part(given.id, '/', 1)::uuid
         and webhook.id = split_part(given.id, '/', 2)::uuid
         and webhook.secret_jwe = given.jwe;
    when 'former_webhook_secret' then
      update rowseal_private.webhooks as webhook set former_secret_jwe = given.successor
        from unnest(replace_secrets.ids, replace_secrets.jwes, replace_secrets.successors) as given (id, jwe, successor)
       where webhook.workspace_id = split_part(given.id, '/', 1)::uuid
         and webhook.id = split_part(given.id, '/', 2)::uuid
         and webhook.former_secret_jwe = given.jwe;
  end case;
  get diagnostics v_replaced = row_count;
  return v_replaced;
end
$$;

comment on function rowseal_private.replace_secrets(text, text[], text[], text[]) is
$$Puts the same secrets, encrypted under another master key, in the place of those that rowseal_private.list_secrets has
listed. What the database cannot see is for the caller to keep: that they are the same.
Caller: the worker.
Returns: how many; a secret that is another one by now stays.
Errors: 20000 another kind; 23514 not a JWE.$$;

revoke execute on function rowseal_private.replace_secrets(text, text[], text[], text[]) from public;
grant execute on function rowseal_private.replace_secrets(text, text[], text[], text[]) to rowseal_worker;
