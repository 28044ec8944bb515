-- How well members of a workspace, or everybody, have to prove who they are.
alter table rowseal.workspaces
  add column if not exists required_assurance smallint
    constraint workspaces_required_assurance_check check (required_assurance between 2 and 3),
  add column if not exists assurance_grace interval not null default '7 days'
    constraint workspaces_assurance_grace_check check (assurance_grace between interval '0' and interval '90 days'),
  add column if not exists assurance_since timestamptz
    constraint workspaces_assurance_since_check check (required_assurance is null or assurance_since is not null);
comment on column rowseal.workspaces.required_assurance is
$$The level of assurance that sessions of members must have proved, and that members must be able to prove for every
other credential of theirs to enter: 2, two factors; 3, a passkey. Null: none.$$;
comment on column rowseal.workspaces.assurance_grace is
$$How long members have for it, from when they were told: when it was asked for, or when they joined.$$;
comment on column rowseal.workspaces.assurance_since is
$$When as much was asked for, or as soon, for the first time (rowseal_private.date_policy).$$;

alter table rowseal_private.settings
  add column if not exists required_assurance smallint
    constraint settings_required_assurance_check check (required_assurance between 2 and 3),
  add column if not exists assurance_grace interval not null default '7 days'
    constraint settings_assurance_grace_check check (assurance_grace between interval '0' and interval '90 days'),
  add column if not exists assurance_since timestamptz
    constraint settings_assurance_since_check check (required_assurance is null or assurance_since is not null);
comment on column rowseal_private.settings.required_assurance is
$$The same of everybody, in every workspace, whatever it asks for itself: a workspace may ask for more.$$;
comment on column rowseal_private.settings.assurance_grace is
$$How long people have for it, from when it was set, or from when they registered.$$;
comment on column rowseal_private.settings.assurance_since is $$As that of a workspace.$$;

create table if not exists rowseal_private.policy_waivers (
  workspace_id uuid not null,
  user_id uuid not null,
  ends_at timestamptz not null,
  waived_by uuid references rowseal.users on delete set null,
  primary key (workspace_id, user_id),
  foreign key (workspace_id, user_id) references rowseal.memberships on delete cascade
);
create index if not exists policy_waivers_waived_by_idx
  on rowseal_private.policy_waivers (waived_by) where waived_by is not null;
create index if not exists policy_waivers_ends_at_idx on rowseal_private.policy_waivers (ends_at);
comment on table rowseal_private.policy_waivers is
$$Members of whom their workspace asks no assurance for a day, because an administrator said so. What the installation
asks of everybody is not waived.$$;
comment on column rowseal_private.policy_waivers.waived_by is $$Null: a person since erased.$$;

-- Each tells every member who lacks it by mail.
insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('policy_change', 5, '1 hour', '1 day', '7 days')
    on conflict do nothing;
