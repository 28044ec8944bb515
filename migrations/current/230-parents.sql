-- Who made what: a credential that is limited is the parent of what it makes, and its end ends that.
alter table rowseal_private.sessions add column if not exists parent_id uuid;
alter table rowseal_private.sessions add column if not exists origin_id uuid;
alter table rowseal_private.personal_access_tokens add column if not exists parent_id uuid;
alter table rowseal_private.personal_access_tokens add column if not exists origin_id uuid;
alter table rowseal_private.oauth_consents add column if not exists origin_id uuid;
alter table rowseal_private.oauth_codes add column if not exists parent_id uuid;
alter table rowseal_private.oauth_codes add column if not exists origin_id uuid;
alter table rowseal_private.oauth_codes add column if not exists ends_at timestamptz;
alter table rowseal.invitations add column if not exists parent_id uuid;
alter table rowseal.invitations add column if not exists origin_id uuid;

alter table rowseal_private.sessions drop constraint if exists sessions_one_maker;
alter table rowseal_private.sessions add constraint sessions_one_maker check (parent_id is null or origin_id is null);
alter table rowseal_private.personal_access_tokens drop constraint if exists personal_access_tokens_one_maker;
alter table rowseal_private.oauth_codes drop constraint if exists oauth_codes_one_maker;
alter table rowseal_private.oauth_codes add constraint oauth_codes_one_maker check (parent_id is null
  or origin_id is null);
alter table rowseal.invitations drop constraint if exists invitations_one_maker;
alter table rowseal.invitations add constraint invitations_one_maker check (parent_id is null or origin_id is null);

-- Only these are looked for when any credential ends. None is a column that a rotation writes: rotations stay heap-only
-- updates.
create index if not exists sessions_parent_idx on rowseal_private.sessions (user_id, parent_id)
  where parent_id is not null;
create index if not exists personal_access_tokens_parent_idx
  on rowseal_private.personal_access_tokens (user_id, parent_id) where parent_id is not null;
create index if not exists invitations_open_inviter_idx
  on rowseal.invitations (invited_by) where accepted_at is null and revoked_at is null;

comment on column rowseal_private.sessions.parent_id is
$$Of a grant: the limited session that agreed to it, and ends it when it ends. No foreign key: a parent that was purged
had ended long before, and its children with it.$$;
comment on column rowseal_private.sessions.origin_id is
$$Of a grant: the session, limited in nothing, that agreed to it. It ends the grant only if it is stolen. Null like
parent_id: from before these were kept.$$;
comment on column rowseal_private.personal_access_tokens.parent_id is
$$The limited session or the grant that made it, and ends it when it ends. Null: the user's own.$$;
comment on column rowseal_private.personal_access_tokens.origin_id is
$$The session, limited in nothing, that made or renewed it last, and so was told the secret. It ends the token only if
it is stolen. Null like parent_id: from before these were kept.$$;
comment on column rowseal_private.oauth_consents.origin_id is
$$The session in which it was given last. It is forgotten if that is stolen.$$;
comment on column rowseal_private.oauth_codes.parent_id is
$$The limited session that it was issued to, which will be the grant's parent.$$;
comment on column rowseal_private.oauth_codes.origin_id is $$The session, limited in nothing, that it was issued to.$$;
comment on column rowseal_private.oauth_codes.ends_at is
$$When the grant ends at the latest: with its parent. Null: it has none.$$;
comment on column rowseal.invitations.parent_id is
$$The limited session, grant or personal access token that made it, and takes it back when it ends. Null: its inviter
did.$$;
comment on column rowseal.invitations.origin_id is
$$The session, limited in nothing, that made it. It takes the invitation back only if it is stolen.$$;
