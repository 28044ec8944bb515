-- What a workspace asks of those who enter it, and that it was deleted.
alter table rowseal.workspaces
  add column if not exists longest_session_age interval
    constraint workspaces_longest_session_age_check
      check (longest_session_age between interval '5 minutes' and interval '3660 days'),
  add column if not exists networks cidr[]
    constraint workspaces_networks_check
      check (cardinality(networks) between 1 and 100 and array_position(networks, null) is null),
  add column if not exists email_domains text[]
    constraint workspaces_email_domains_check
      check (
        cardinality(email_domains) between 1 and 100
        and array_position(email_domains, null) is null
        and array_to_string(email_domains, ' ') collate "C"
          ~ '^(([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])( |$))+$'
      ),
  add column if not exists erase_at timestamptz;
comment on column rowseal.workspaces.longest_token_lifetime is
$$How long a personal access token and a grant to an application may live. Those that are older are refused at once,
whatever was said when they were made.$$;
comment on column rowseal.workspaces.longest_session_age is
$$How long ago somebody may have signed in who enters it. Null: as long as the session lasts.$$;
comment on column rowseal.workspaces.networks is
$$The only networks that it is entered from, by whatever credential. Null: any.$$;
comment on column rowseal.workspaces.email_domains is
$$The only domains whose addresses are invited, as A-labels (xn--…). Who is a member already stays. Null: any.$$;
comment on column rowseal.workspaces.erase_at is
$$Deleted: nobody enters it, an owner may restore it until then, then the worker erases it. Null: it is not.$$;

-- No statistics: EXPLAIN would tell other workspaces of them.
alter table rowseal.workspaces alter column networks set statistics 0, alter column email_domains set statistics 0;

alter table rowseal_private.personal_access_tokens
  add column if not exists rotated_at timestamptz;
comment on column rowseal_private.personal_access_tokens.rotated_at is
$$When its secret was renewed last; null: never.$$;

alter table rowseal_private.settings
  add column if not exists workspace_grace interval not null default '30 days'
    constraint settings_workspace_grace_check check (workspace_grace between interval '0' and interval '3660 days');
comment on column rowseal_private.settings.workspace_grace is
$$For how long owners may restore a workspace that was deleted.$$;
