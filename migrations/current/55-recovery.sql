-- Where the database was when nothing was known to be lost: after a restore or a promotion servers refuse until
-- somebody has said what was.
create table if not exists rowseal_private.known_place (
  singleton boolean primary key default true constraint known_place_singleton_check check (singleton),
  cluster text not null,
  timeline bigint not null constraint known_place_timeline_check check (timeline >= 0),
  relation oid not null,
  seen_at timestamptz not null default clock_timestamp(),
  acknowledged_at timestamptz not null default clock_timestamp()
);
comment on table rowseal_private.known_place is
$$The place that servers serve from: as it was installed, or last recovered (rowseal.recovery_state). One row. It comes
back with a restore as it was, and then differs from where the database is.$$;
comment on column rowseal_private.known_place.cluster is $$The system identifier, where PostgreSQL tells it.$$;
comment on column rowseal_private.known_place.timeline is
$$Of the write-ahead log: a restore to a moment and a promotion count it up.$$;
comment on column rowseal_private.known_place.relation is
$$The OID of this table: in a database that was restored from a dump it is another one.$$;
comment on column rowseal_private.known_place.seen_at is
$$The last sign of life, where settings.promotion_grace asks for them.$$;

alter table rowseal_private.settings
  add column if not exists recovery_needed boolean not null default false,
  add column if not exists promotion_grace interval not null default '0'
    constraint settings_promotion_grace_check check (promotion_grace between interval '0' and interval '1 hour');
comment on column rowseal_private.settings.recovery_needed is
$$Whether a server has found the database in another place than it knows (rowseal.recovery_state): nobody enters until
somebody has said what was lost (rowseal_audit.recover, rowseal_audit.nothing_lost).$$;
comment on column rowseal_private.settings.promotion_grace is
$$For how long after the last sign of life of a primary a promotion is taken for one that lost nothing: where every
commit waits for the standby that is promoted (synchronous_standby_names). 0: never.$$;

--! include functions/evidence/segment_identity.sql
insert into rowseal_private.known_place (cluster, timeline, relation)
select here.cluster, here.timeline, 'rowseal_private.known_place'::regclass
  from rowseal_private.segment_identity() as here
on conflict do nothing;
