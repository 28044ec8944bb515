-- A network that fails a thousand times a second writes one event of it.
alter table rowseal_private.throttles add column if not exists recorded_at timestamptz;
comment on column rowseal_private.throttles.recorded_at is
$$Of a network: when the last audit event of a failure of this kind was written. Null: none was.$$;
