-- How well, and how lately, somebody has to have proved who they are for an authorization.
alter table rowseal_private.oauth_requests
  add column if not exists levels smallint[] not null default '{}';
comment on column rowseal_private.oauth_requests.levels is
$$The levels of assurance that the client accepts, the one it likes best first (acr_values, or acr in claims); empty:
any.$$;

-- It takes one argument more now. db/dropped.sql named this signature once, for another result.
drop function if exists rowseal_private.begin_authorization(jsonb, text, bytea, inet, uuid, text);
