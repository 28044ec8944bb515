create role pagila_owner login;
create role pagila_server login;
