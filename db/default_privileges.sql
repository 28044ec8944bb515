-- Global, not "in schema": only this form takes the built-in EXECUTE of PUBLIC away from functions made later.
alter default privileges for role rowseal_owner revoke execute on functions from public;
alter default privileges for role rowseal_owner revoke usage on types from public;
