-- Who reaches which schema. What they may do there is granted beside each function and in policies/.
grant usage on schema rowseal
  to rowseal_gateway, rowseal_user, rowseal_reader, rowseal_issuer, rowseal_worker, rowseal_auditor;
grant usage on schema rowseal_private to rowseal_issuer, rowseal_worker;
grant usage on schema rowseal_audit to rowseal_auditor, rowseal_user, pg_database_owner;
grant usage on type rowseal_private.claims to rowseal_issuer;
-- Migrations of an application, run by the database's owner: tables that refer to people and workspaces, scopes,
-- protection.
grant usage on schema rowseal to pg_database_owner, rowseal_developer;
