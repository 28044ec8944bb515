create or replace function rowseal_private.rename_passkey(
  claims rowseal_private.claims, wanted text, id uuid, name text, ip inet default null
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.enter_by_claims(rename_passkey.claims, rename_passkey.wanted, rename_passkey.ip);
  update rowseal_private.passkeys as mine
     set name = rename_passkey.name
   where mine.user_id = rowseal_private.require_account() and mine.id = rename_passkey.id;
  return found;
end
$$;

comment on function rowseal_private.rename_passkey(rowseal_private.claims, text, uuid, text, inet) is $$Names a passkey
of a user.
Caller: the issuer, so that SQL in a request makes none look like another.
Returns: false: there is no such passkey.
Errors: those of rowseal.enter; RS010 a personal access token, or a limited session; 23514 a name of another length.$$;

revoke execute on function rowseal_private.rename_passkey(rowseal_private.claims, text, uuid, text, inet) from public;
grant execute on function rowseal_private.rename_passkey(rowseal_private.claims, text, uuid, text, inet)
  to rowseal_issuer;
