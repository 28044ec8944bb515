create or replace function rowseal_private.log_in(
  provider text,
  subject text,
  proof bytea,
  workspace text default null,
  scope text default null,
  ip inet default null,
  user_agent text default null,
  out status text,
  out claims rowseal_private.claims
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_user_id uuid;
  v_workspace_id uuid;
begin
  -- The password provider is the only one so far, and its proof is judged here: a caller's word that somebody logged in counts for nothing.
  select holder.id
    into v_user_id
    from rowseal_private.identities as identity
    join rowseal_private.passwords as password on password.user_id = identity.user_id
    join rowseal.users as holder on holder.id = identity.user_id
   where identity.provider = log_in.provider
     and identity.provider = 'password'
     and identity.subject_hash = sha256(convert_to(lower(log_in.subject), 'UTF8'))
     and password.verifier = sha256(log_in.proof)
     and holder.disabled_at is null;
  if v_user_id is null then
    status := 'denied';
    return;
  end if;

  if log_in.workspace is not null then
    v_workspace_id := rowseal_private.workspace_named(log_in.workspace);
    if not exists (
      select from rowseal.memberships as membership
       where membership.workspace_id = v_workspace_id and membership.user_id = v_user_id
    ) then
      status := 'not_a_member';
      return;
    end if;
  end if;

  status := 'ok';
  claims := rowseal_private.open_session(v_user_id, v_workspace_id, log_in.scope, log_in.ip, log_in.user_agent);
end
$$;

comment on function rowseal_private.log_in(text, text, bytea, text, text, inet, text) is
  'Every login. provider and subject name the identity; proof is what the provider''s own rule checks: for password, the 32-byte key derived '
  'with rowseal_private.password_challenge. workspace (id or slug) binds the session to one workspace, scope (space-separated) limits it. '
  'Returns a status: ok with the sealed claims of an access token; denied for an unknown identity, a wrong proof and a disabled user alike; '
  'not_a_member of that workspace. Errors: 22P02 workspace is neither an id nor a slug; 23514 scope is not a list of scopes.';

revoke execute on function rowseal_private.log_in(text, text, bytea, text, text, inet, text) from public;
grant execute on function rowseal_private.log_in(text, text, bytea, text, text, inet, text) to rowseal_issuer;
