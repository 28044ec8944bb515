-- The window in which anybody gets the identical successor is fixed; beyond it only who made the rotation does, once a
-- day, while it was never used.
drop function if exists rowseal_private.refresh_denial(
  rowseal_private.sessions, rowseal_private.settings, integer, bytea);
drop function if exists rowseal_private.refresh_denial(
  rowseal_private.sessions, rowseal_private.settings, rowseal_private.presented_refresh_token);
drop function if exists rowseal_private.judge_refresh_token(rowseal_private.presented_refresh_token, text, inet);
drop function if exists rowseal_private.browser_claims(rowseal_private.presented_refresh_token);
drop function if exists rowseal_private.session_of_refresh_token(rowseal_private.presented_refresh_token);

alter table rowseal_private.settings drop column if exists refresh_window;
alter table rowseal_private.settings
  add column if not exists refresh_retry_window interval not null default '10 minutes';
alter table rowseal_private.settings drop constraint if exists settings_refresh_retry_window_check;
alter table rowseal_private.settings
  add constraint settings_refresh_retry_window_check check (refresh_retry_window between interval '0'
    and interval '10 minutes');
comment on column rowseal_private.settings.refresh_retry_window is
$$How long after a rotation its answer may have been lost: until then, once in 24 hours, the network and user agent that
made it get the identical successor while that was never used. 0: never. Within ten seconds anybody gets it.$$;

alter table rowseal_private.sessions add column if not exists successor_shown_at timestamptz;
alter table rowseal_private.sessions add column if not exists late_retry_at timestamptz;
comment on column rowseal_private.sessions.successor_shown_at is
$$When the refresh token that is good now was first shown to a page or a consent: whoever made the rotation has received
it. Null: not yet.$$;
comment on column rowseal_private.sessions.late_retry_at is
$$When the identical successor was last given after more than ten seconds. Once in 24 hours, so that nobody shadows a
session by it.$$;
