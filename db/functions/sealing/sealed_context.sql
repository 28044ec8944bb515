create or replace function rowseal_private.sealed_context(
  key_id text, inner_pad bytea, outer_pad bytea, body text
) returns text
  language sql stable parallel restricted
  return sealed_context.key_id
    || pg_catalog.encode(
         rowseal_private.hmac_sha256(
           sealed_context.inner_pad, sealed_context.outer_pad,
           rowseal_private.context_message(pg_catalog.convert_to(sealed_context.body, 'UTF8'))
         ), 'hex'
       )
    || sealed_context.body;

comment on function rowseal_private.sealed_context(text, bytea, bytea, text) is
$$What rowseal.context is set to: the id of the key, the MAC that binds the body (rowseal_private.context_body) to this
transaction, and the body. rowseal_private.verified_context reads it. A caller can impersonate anybody with it. No SET
clause, so that it is inlined into its callers.
Caller: only functions that have verified a credential.$$;

revoke execute on function rowseal_private.sealed_context(text, bytea, bytea, text) from public;
