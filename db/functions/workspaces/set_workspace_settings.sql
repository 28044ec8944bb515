create or replace function rowseal.set_workspace_settings(
  longest_token_lifetime interval,
  longest_session_age interval default null,
  networks cidr[] default null,
  email_domains text[] default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('owners:write');
  v_domains constant text[] := (
    select array_agg(rowseal_private.normal_address(domain)) from unnest(set_workspace_settings.email_domains) as domain
  );
  v_former rowseal.workspaces;
  v_later rowseal.workspaces;
begin
  select * into v_former from rowseal.workspaces as workspace where workspace.id = v_workspace_id for update;
  update rowseal.workspaces as workspace
     set longest_token_lifetime = set_workspace_settings.longest_token_lifetime,
         longest_session_age = set_workspace_settings.longest_session_age,
         networks = set_workspace_settings.networks,
         email_domains = coalesce(v_domains, set_workspace_settings.email_domains)
   where workspace.id = v_workspace_id
  returning * into v_later;
  if rowseal_private.loosens_rules(v_former, v_later) then
    perform rowseal_private.refuse_old_session();
  end if;
  -- Nobody could take back what shuts out who has said it.
  if rowseal_private.workspace_gate(
    v_workspace_id, rowseal.user_id(), rowseal.session_id(), rowseal.request_ip()) is not null
  then
    raise exception 'these settings would shut you out' using errcode = 'RS027';
  end if;
end
$$;

comment on function rowseal.set_workspace_settings(interval, interval, cidr[], text[]) is $$Replaces the rules of the
workspace entered. They hold from its commit on, for every credential. longest_token_lifetime: of personal access tokens
and grants, one hour or more, counted from when they were made or renewed; longest_session_age: how long ago people
may have signed in, five minutes or more; networks: the only ones it is entered from, a hundred at most; email_domains:
of those who are invited, exactly as they stand after the @ (domains beyond ASCII as A-labels), a hundred at most; null:
any. Requires owners:write; a session that loosens a rule has to have just proved who its person is.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS027 they would shut out the caller, whose network
has to be known where networks are limited; RS050 the proofs of the session are older; 23502, 23514 a value that is not
allowed.$$;

revoke execute on function rowseal.set_workspace_settings(interval, interval, cidr[], text[]) from public;
grant execute on function rowseal.set_workspace_settings(interval, interval, cidr[], text[]) to rowseal_gateway;
