--! Previous: sha1:291dffe16ea246e65eac983e4891a51bac5e9cc7
--! Hash: sha1:ab4813bbdfcbc664c17c0015f52265c7e3b5d252
--! Message: limits of workspaces

--! split: 1-current.sql
-- Enter migration here

--! split: 500-workspace-limits.sql
-- Workspaces multiply: what is limited for each of them is limited for whoever makes them too.
insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('invitation_inviter', 200, '1 minute', '1 hour', '1 day'),
       ('invitation_address', 20, '1 minute', '1 hour', '1 day'),
       ('workspace_creation', 20, '1 minute', '1 hour', '1 day')
on conflict do nothing;
