create or replace function rowseal_private.claims_message(
  sub uuid, sid uuid, workspace uuid, scope text, exp bigint
) returns bytea
  language sql stable parallel restricted
  return '\x726f777365616c20636c61696d732031'::bytea
    || pg_catalog.uuid_send(claims_message.sub)
    || pg_catalog.uuid_send(claims_message.sid)
    || pg_catalog.uuid_send(coalesce(claims_message.workspace, rowseal_private.no_workspace()))
    || pg_catalog.int8send(claims_message.exp)
    || case
      when claims_message.scope is null then '\x00'::bytea
      else '\x01'::bytea || pg_catalog.convert_to(claims_message.scope, 'UTF8') end;

comment on function rowseal_private.claims_message(uuid, uuid, uuid, text, bigint) is
$$The bytes that a seal covers: the label "rowseal claims 1", then fields of fixed width, then the scope string, so that
no two claims share a message. No SET clause, and only stable, as convert_to is: so it is inlined into its callers on
the hot path.$$;

revoke execute on function rowseal_private.claims_message(uuid, uuid, uuid, text, bigint) from public;
