create or replace function rowseal_private.create_invitation_link(
  claims rowseal_private.claims,
  wanted text,
  role text,
  max_uses integer,
  expires_at timestamptz,
  email_domain text default null,
  ip inet default null,
  out id uuid,
  out token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c_longest_lifetime constant interval := '30 days';
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
  v_domain constant text := rowseal_private.normal_address(create_invitation_link.email_domain);
  v_inviting record;
  v_workspace_id uuid;
begin
  perform rowseal_private.enter_by_claims(
    create_invitation_link.claims, create_invitation_link.wanted, create_invitation_link.ip);
  perform rowseal_private.require_account();
  select * into v_inviting from rowseal_private.inviting(create_invitation_link.role);
  v_workspace_id := (v_inviting.workspace).id;
  if not rowseal_private.link_gives(
    rowseal_private.role_home(create_invitation_link.role, v_workspace_id), create_invitation_link.role) then
    raise exception 'no link gives a role that has owners:write: invite an owner by mail' using errcode = 'RS006';
  elsif (create_invitation_link.expires_at between now() and now() + c_longest_lifetime) is not true then
    raise exception 'an invitation link lives for % at most', c_longest_lifetime using errcode = 'RS011';
  elsif v_domain <> all ((v_inviting.workspace).email_domains) then
    raise exception 'the workspace does not invite addresses of this domain' using errcode = 'RS028';
  elsif (
    select count(*) from rowseal_private.invitation_links as link
     where link.workspace_id = v_workspace_id and rowseal_private.is_open_link(link)
  ) >= rowseal_private.invitation_links_per_workspace() then
    raise exception 'the workspace has as many open invitation links as it may' using errcode = 'RS044';
  end if;
  id := rowseal.uuidv7();
  insert into rowseal_private.invitation_links (
    workspace_id, id, role, email_domain, max_uses, secret_hash, created_by, origin_id, expires_at
  )
  values (
    v_workspace_id, id, create_invitation_link.role, v_domain, create_invitation_link.max_uses, v_hash,
    rowseal.user_id(), v_inviting.origin_id, create_invitation_link.expires_at
  );
  token := rowseal_private.format_token('rsj_', uuid_send(v_workspace_id) || uuid_send(id) || v_secret);
  perform rowseal_private.record_event(
    'invitation_link_created', rowseal.user_id(), v_workspace_id,
    jsonb_build_object('link_id', id, 'role', create_invitation_link.role, 'max_uses', create_invitation_link.max_uses,
      'email_domain', v_domain, 'origin_id', v_inviting.origin_id)
  );
end
$$;

comment on function rowseal_private.create_invitation_link(
  rowseal_private.claims, text, text, integer, timestamptz, text, inet) is
$$Makes a link by which up to max_uses people, 10000 at most, join the workspace wanted as a role, for the user whom the
sealed claims of an access token name (rowseal.enter): who has members:write, every scope of the role, and a session
that is limited in nothing. email_domain: only who has a verified address of it; null: any that the workspace allows.
expires_at: within 30 days. ip is the address of the client.
Caller: the issuer, so that SQL in a request gets no secret out of it.
Returns: the link, of which the token cannot be seen again.
Errors: those of rowseal.enter; RS006 not allowed, or the role has owners:write; RS007 no workspace; RS010 a personal
access token, a grant, a limited session, or a service; RS011 expires too late, or in the past; RS013 no such role;
RS028 the workspace invites no addresses of this domain; RS044 a hundred links are open; 23502, 23514 no number of
uses, or no domain.$$;

revoke execute on function rowseal_private.create_invitation_link(
  rowseal_private.claims, text, text, integer, timestamptz, text, inet) from public;
grant execute on function rowseal_private.create_invitation_link(
  rowseal_private.claims, text, text, integer, timestamptz, text, inet) to rowseal_issuer;
