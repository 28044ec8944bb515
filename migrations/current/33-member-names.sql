-- What members of a workspace are found by.
create table if not exists rowseal_private.member_names (
  workspace_id uuid not null,
  user_id uuid not null,
  email text collate "C" not null,
  name text collate "C",
  last_name text collate "C",
  primary key (workspace_id, user_id),
  foreign key (workspace_id, user_id) references rowseal.memberships on update cascade on delete cascade
);
create index if not exists member_names_email_idx on rowseal_private.member_names (workspace_id, email, user_id);
create index if not exists member_names_name_idx on rowseal_private.member_names (workspace_id, name, user_id)
  where name is not null;
create index if not exists member_names_last_name_idx
  on rowseal_private.member_names (workspace_id, last_name, user_id) where last_name is not null;
create index if not exists member_names_user_idx on rowseal_private.member_names (user_id);
comment on table rowseal_private.member_names is
$$What the members of each workspace are found by (rowseal.list_members): written by triggers of memberships and users,
and gone with the membership.$$;
comment on column rowseal_private.member_names.email is $$As in users.$$;
comment on column rowseal_private.member_names.name is $$In lower case.$$;
comment on column rowseal_private.member_names.last_name is $$The last word of a name that has several.$$;

insert into rowseal_private.member_names (workspace_id, user_id, email, name, last_name)
select membership.workspace_id, membership.user_id, account.email, lower(account.name),
       substring(lower(account.name) from '\s(\S+)\s*$')
  from rowseal.memberships as membership
  join rowseal.users as account on account.id = membership.user_id
    on conflict do nothing;
