-- Logos of applications: shown by the browser of whoever is asked, never fetched by a server.
alter table rowseal_private.oauth_clients add column if not exists logo_uri text;
alter table rowseal_private.oauth_clients drop constraint if exists oauth_clients_logo_uri_check;
alter table rowseal_private.oauth_clients add constraint oauth_clients_logo_uri_check check (
  logo_uri ~ '^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/[!-~]*$' and length(logo_uri) <= 2000
);
comment on column rowseal_private.oauth_clients.logo_uri is
  'A picture of it, shown on the consent page where an operator registered the client.';
