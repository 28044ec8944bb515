create or replace function rowseal_private.loosens_rules(former rowseal.workspaces, later rowseal.workspaces)
  returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return coalesce((later).longest_token_lifetime > (former).longest_token_lifetime, false)
    or (former).longest_session_age is not null
      and coalesce((later).longest_session_age > (former).longest_session_age, true)
    or (former).networks is not null
      and ((later).networks is null
        or cardinality(rowseal_private.networks_within((later).networks, (former).networks))
          < cardinality((later).networks))
    or (former).email_domains is not null and ((later).email_domains <@ (former).email_domains) is not true
    or (former).required_assurance is not null
      and (coalesce((later).required_assurance < (former).required_assurance, true)
        or (later).assurance_grace > (former).assurance_grace);

comment on function rowseal_private.loosens_rules(rowseal.workspaces, rowseal.workspaces) is
$$Whether rules of a workspace admit what the former ones kept out: credentials that live longer, older sessions, other
networks, addresses of other domains, people who prove less, or prove it later. It compares rules alone.
Caller: rowseal.set_workspace_settings and rowseal.set_workspace_policy.$$;

revoke execute on function rowseal_private.loosens_rules(rowseal.workspaces, rowseal.workspaces) from public;
