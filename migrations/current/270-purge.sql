-- Each table is purged by an index whose range has constant bounds.
create index if not exists throttles_kind_last_attempt_at_idx on rowseal_private.throttles (kind, last_attempt_at);
drop index if exists rowseal_private.throttles_last_attempt_at_idx;

-- A redeemed code goes with its grant. Those whose grant is gone have nothing left to end.
delete from rowseal_private.oauth_codes as code
 where code.session_id is not null
   and not exists (
     select from rowseal_private.sessions as session
      where session.user_id = code.user_id and session.id = code.session_id
   );
create index if not exists oauth_codes_unredeemed_idx on rowseal_private.oauth_codes (expires_at)
  where session_id is null;
create index if not exists oauth_codes_session_idx on rowseal_private.oauth_codes (user_id, session_id)
  where session_id is not null;
drop index if exists rowseal_private.oauth_codes_expires_at_idx;
