-- Keys that hold the shop, so that no row leads into another shop's: each statement by itself, none under a long lock.
set lock_timeout = '1s';

create unique index concurrently employee_of_store on chinook.employee (store_id, employee_id);
create unique index concurrently customer_of_store on chinook.customer (store_id, customer_id);
create unique index concurrently invoice_of_store on chinook.invoice (store_id, invoice_id);
create unique index concurrently playlist_of_store on chinook.playlist (store_id, playlist_id);
alter table chinook.employee add constraint employee_of_store unique using index employee_of_store;
alter table chinook.customer add constraint customer_of_store unique using index customer_of_store;
alter table chinook.invoice add constraint invoice_of_store unique using index invoice_of_store;
alter table chinook.playlist add constraint playlist_of_store unique using index playlist_of_store;

-- Lines and tracks of playlists have no column for the shop yet.
alter table chinook.invoice_line add column store_id bigint;
alter table chinook.playlist_track add column store_id bigint;
-- The application's server does not know it, so that a trigger fills it from now on.
create function chinook.store_of_invoice() returns trigger language plpgsql as $$
begin
  new.store_id := coalesce(
    new.store_id, (select store_id from chinook.invoice where invoice.invoice_id = new.invoice_id));
  return new;
end
$$;
create function chinook.store_of_playlist() returns trigger language plpgsql as $$
begin
  new.store_id := coalesce(
    new.store_id, (select store_id from chinook.playlist where playlist.playlist_id = new.playlist_id));
  return new;
end
$$;
create trigger store_of_invoice before insert on chinook.invoice_line
  for each row execute function chinook.store_of_invoice();
create trigger store_of_playlist before insert on chinook.playlist_track
  for each row execute function chinook.store_of_playlist();
update chinook.invoice_line as line set store_id = invoice.store_id
  from chinook.invoice where invoice.invoice_id = line.invoice_id and line.store_id is null;
update chinook.playlist_track as entry set store_id = playlist.store_id
  from chinook.playlist where playlist.playlist_id = entry.playlist_id and entry.store_id is null;
alter table chinook.invoice_line add constraint invoice_line_store check (store_id is not null) not valid;
alter table chinook.invoice_line validate constraint invoice_line_store;
alter table chinook.invoice_line alter column store_id set not null;
alter table chinook.invoice_line drop constraint invoice_line_store;
alter table chinook.playlist_track add constraint playlist_track_store check (store_id is not null) not valid;
alter table chinook.playlist_track validate constraint playlist_track_store;
alter table chinook.playlist_track alter column store_id set not null;
alter table chinook.playlist_track drop constraint playlist_track_store;
create unique index concurrently invoice_line_of_invoice
  on chinook.invoice_line (store_id, invoice_id, invoice_line_id);
create unique index concurrently playlist_track_of_store
  on chinook.playlist_track (store_id, playlist_id, track_id);
alter table chinook.playlist_track drop constraint playlist_track_pkey,
  add constraint playlist_track_pkey primary key using index playlist_track_of_store;

alter table chinook.employee
  add constraint employee_manager foreign key (store_id, reports_to)
    references chinook.employee (store_id, employee_id) not valid;
alter table chinook.customer
  add constraint customer_support_rep foreign key (store_id, support_rep_id)
    references chinook.employee (store_id, employee_id) not valid;
alter table chinook.invoice
  add constraint invoice_customer foreign key (store_id, customer_id)
    references chinook.customer (store_id, customer_id) not valid;
alter table chinook.invoice_line
  add constraint invoice_line_invoice foreign key (store_id, invoice_id)
    references chinook.invoice (store_id, invoice_id) not valid;
alter table chinook.playlist_track
  add constraint playlist_track_playlist foreign key (store_id, playlist_id)
    references chinook.playlist (store_id, playlist_id) not valid;
alter table chinook.employee validate constraint employee_manager;
alter table chinook.customer validate constraint customer_support_rep;
alter table chinook.invoice validate constraint invoice_customer;
alter table chinook.invoice_line validate constraint invoice_line_invoice;
alter table chinook.playlist_track validate constraint playlist_track_playlist;
alter table chinook.employee drop constraint employee_reports_to_fkey;
alter table chinook.customer drop constraint customer_support_rep_id_fkey;
alter table chinook.invoice drop constraint invoice_customer_id_fkey;
alter table chinook.invoice_line drop constraint invoice_line_invoice_id_fkey;
alter table chinook.playlist_track drop constraint playlist_track_playlist_id_fkey;
