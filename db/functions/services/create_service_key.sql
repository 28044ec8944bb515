create or replace function rowseal_private.create_service_key(
  claims rowseal_private.claims,
  wanted text,
  service uuid,
  expires_at timestamptz,
  networks cidr[] default null,
  ip inet default null,
  public_key jsonb default null,
  out id uuid,
  out token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_service rowseal_private.services;
begin
  perform rowseal_private.enter_by_claims(
    create_service_key.claims, create_service_key.wanted, create_service_key.ip);
  v_user_id := rowseal_private.require_account();
  v_service := rowseal_private.changeable_service(create_service_key.service);
  perform rowseal_private.refuse_grace(v_service.workspace_id);
  perform rowseal_private.refuse_old_proofs(v_user_id, rowseal.session_id());
  perform rowseal_private.require_scopes_within(v_service.scopes);
  select made.id, made.token
    into create_service_key.id, create_service_key.token
    from rowseal_private.issue_service_key(
      v_service, create_service_key.expires_at, create_service_key.networks, v_user_id,
      rowseal.assurance(), create_service_key.public_key) as made;
end
$$;

comment on function rowseal_private.create_service_key(
  rowseal_private.claims, text, uuid, timestamptz, cidr[], inet, jsonb) is
$$Makes a key of a service, in the workspace wanted, for the user whom the sealed claims of an access token name
(rowseal.enter): who has services:write, every scope of the service, a session that is limited in nothing, meets what
the workspace asks of members, and has just proved who they are. networks: serve only addresses in these. public_key: a
JWK, with whose private half the service signs assertions (private_key_jwt); null: a secret is made. ip is the client's
address.
Caller: the issuer, so that SQL in a request gets no secret out of it.
Returns: the key, and its token, which cannot be seen again; null where it has a public key.
Errors: those of rowseal.enter and of rowseal_private.refuse_grace; RS006 not allowed; RS007 no workspace; RS010 a
personal access token, a grant, a limited session, or a service; RS011 expires too late, or in the past; RS013 no such
service; RS042 two keys are live; RS050 no fresh proof; 23514 an empty list of networks, or more than 100; or no public
key.$$;

revoke execute on function rowseal_private.create_service_key(
  rowseal_private.claims, text, uuid, timestamptz, cidr[], inet, jsonb) from public;
grant execute on function rowseal_private.create_service_key(
  rowseal_private.claims, text, uuid, timestamptz, cidr[], inet, jsonb) to rowseal_issuer;
