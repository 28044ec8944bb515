-- A member has one role or several: the first of them stays where it is, and the others stand beside it, in the row
-- that entering reads anyway.
alter table rowseal.memberships
  add column if not exists further_roles text[]
    constraint memberships_further_roles_check check (
      array_ndims(further_roles) = 1 and cardinality(further_roles) between 1 and 19
      and array_position(further_roles, null) is null and not further_roles && array['owner', role]
    );
alter table rowseal.memberships alter column further_roles set statistics 0;
create index if not exists memberships_further_roles_idx
  on rowseal.memberships (workspace_id, user_id) where further_roles is not null;
comment on column rowseal.memberships.role is
$$The first of the roles: of those that are built in the highest, else the first by its name. An owner has this one
first.$$;
comment on column rowseal.memberships.further_roles is
$$The names of the others, in the same order; null: there are none. Roles of this workspace and built-in ones, which
triggers hold to it as a foreign key holds the first.$$;
