-- Who works where. Run once, when the four accounts have been created.
insert into rowseal.workspaces (slug, name) values ('acme', 'Acme'), ('globex', 'Globex');

insert into rowseal.memberships (workspace_id, user_id, role)
select workspace.id, account.id, member.role
  from (values
    ('acme', 'owner@acme.test', 'owner'),
    ('acme', 'member@acme.test', 'member'),
    ('acme', 'viewer@acme.test', 'viewer'),
    ('acme', 'owner@globex.test', 'member'),
    ('globex', 'owner@globex.test', 'owner')
  ) as member (slug, email, role)
  join rowseal.workspaces as workspace on workspace.slug = member.slug
  join rowseal.users as account on account.email = member.email;
