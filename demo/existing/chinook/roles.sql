create role chinook_owner login;
create role chinook_server login;
create role chinook_reports login;
