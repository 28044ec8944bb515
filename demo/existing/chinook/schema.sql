-- Chinook: shops of digital music. Each shop has its staff, customers, invoices and playlists; all sell one catalogue.
create schema auth;
create table auth.users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique,
  encrypted_password text not null
);
create function auth.uid() returns uuid language sql stable
  as $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;

create schema chinook;
create table chinook.store (
  store_id bigint primary key,
  name text not null
);
create table chinook.artist (
  artist_id int generated always as identity primary key,
  name text
);
create table chinook.album (
  album_id int generated always as identity primary key,
  title text not null,
  artist_id int not null references chinook.artist
);
create index on chinook.album (artist_id);
create table chinook.media_type (
  media_type_id int generated always as identity primary key,
  name text
);
create table chinook.genre (
  genre_id int generated always as identity primary key,
  name text
);
create table chinook.track (
  track_id int generated always as identity primary key,
  name text not null,
  album_id int references chinook.album,
  media_type_id int not null references chinook.media_type,
  genre_id int references chinook.genre,
  composer text,
  milliseconds int not null,
  bytes int,
  unit_price numeric(10, 2) not null
);
create index on chinook.track (album_id);
create table chinook.employee (
  employee_id int generated always as identity primary key,
  store_id bigint not null references chinook.store,
  user_id uuid references auth.users,
  last_name text not null,
  first_name text not null,
  title text,
  reports_to int references chinook.employee,
  hire_date date,
  city text,
  country text,
  email text
);
create table chinook.customer (
  customer_id int generated always as identity primary key,
  store_id bigint not null references chinook.store,
  first_name text not null,
  last_name text not null,
  company text,
  city text,
  country text,
  phone text,
  email text not null,
  support_rep_id int references chinook.employee
);
create index on chinook.customer (support_rep_id);
create table chinook.invoice (
  invoice_id int generated always as identity primary key,
  store_id bigint not null references chinook.store,
  customer_id int not null references chinook.customer,
  invoice_date timestamptz not null,
  billing_city text,
  billing_country text,
  total numeric(10, 2) not null
);
create index on chinook.invoice (customer_id);
create table chinook.invoice_line (
  invoice_line_id int generated always as identity primary key,
  invoice_id int not null references chinook.invoice,
  track_id int not null references chinook.track,
  unit_price numeric(10, 2) not null,
  quantity int not null
);
create index on chinook.invoice_line (invoice_id);
create table chinook.playlist (
  playlist_id int generated always as identity primary key,
  store_id bigint not null references chinook.store,
  name text
);
create table chinook.playlist_track (
  playlist_id int not null references chinook.playlist,
  track_id int not null references chinook.track,
  primary key (playlist_id, track_id)
);
create view chinook.sales_by_country as
select store_id, billing_country, count(*) as invoices, sum(total) as total
  from chinook.invoice
 group by store_id, billing_country;

grant usage on schema chinook to chinook_server, chinook_reports;
grant select, insert, update, delete on all tables in schema chinook to chinook_server;
grant select on all tables in schema chinook to chinook_reports;
