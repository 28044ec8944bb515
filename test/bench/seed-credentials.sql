-- What credentials are measured against: twins of Rowseal's tables, for a bare UPDATE and a bare SELECT, and a
-- conventional design of refresh tokens, one row each.
create schema bench;
grant usage on schema bench to rowseal_issuer, rowseal_user;

create table bench.sessions (like rowseal_private.sessions including all) with (fillfactor = 70);
insert into bench.sessions select * from rowseal_private.sessions;
grant select, update on bench.sessions to rowseal_issuer;

create table bench.personal_access_tokens (like rowseal_private.personal_access_tokens including all)
  with (fillfactor = 90);
insert into bench.personal_access_tokens select * from rowseal_private.personal_access_tokens;
grant select on bench.personal_access_tokens to rowseal_user;

-- The least that a row for each refresh token needs: found by its hash, revoked by its session. What purges old ones
-- would need one index more.
create table bench.refresh_tokens (
  id uuid primary key default rowseal.uuidv7(),
  token_hash bytea not null unique,
  user_id uuid not null,
  session_id uuid not null,
  workspace_id uuid,
  scope text,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  ip inet,
  user_agent text
);
create index on bench.refresh_tokens (session_id);
insert into bench.refresh_tokens (token_hash, user_id, session_id, workspace_id, scope, expires_at, ip, user_agent)
select sha256(convert_to('first of ' || id, 'UTF8')), user_id, id, workspace_id, scope, expires_at, ip, user_agent
  from rowseal_private.sessions;

create function bench.rotate_row(token text) returns text
  language plpgsql
as $$
declare
  v_next constant text := 'rsr_' || encode(rowseal_private.random_bytes(64), 'hex');
  v_used bench.refresh_tokens;
begin
  update bench.refresh_tokens
     set used_at = clock_timestamp()
   where token_hash = sha256(convert_to(token, 'UTF8'))
     and used_at is null
     and revoked_at is null
     and expires_at > clock_timestamp()
  returning * into strict v_used;
  insert into bench.refresh_tokens (token_hash, user_id, session_id, workspace_id, scope, expires_at, ip, user_agent)
  values (
    sha256(convert_to(v_next, 'UTF8')), v_used.user_id, v_used.session_id, v_used.workspace_id, v_used.scope,
    v_used.expires_at,
    v_used.ip, v_used.user_agent
  );
  return v_next;
end
$$;

-- Both rotate sessions at random, one commit each, and hand back the tokens that are good then.
create procedure bench.rotate(inout tokens text[], times integer)
  language plpgsql
as $$
declare
  v_place integer;
  v_payload bytea;
  v_generation integer;
  v_successor bytea;
  v_status text;
begin
  for i in 1 .. times loop
    v_place := 1 + floor(random() * cardinality(tokens));
    v_payload := rowseal_private.token_payload('rsr_', tokens[v_place]);
    v_generation := ('x' || encode(substr(v_payload, 33, 4), 'hex'))::bit(32)::integer;
    v_successor := sha256(substr(v_payload, 1, 68));
    select status
      into strict v_status
      from rowseal_private.refresh_session(
        row(
          rowseal_private.uuid_at(v_payload, 1), rowseal_private.uuid_at(v_payload, 17), v_generation,
          sha256(substr(v_payload, 37, 32)), sha256(v_successor), false
        ), '192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
      );
    if v_status <> 'rotated' then
      raise exception 'a refresh token is %', v_status;
    end if;
    tokens[v_place] := rowseal_private.format_token(
      'rsr_', substr(v_payload, 1, 32) || int4send(v_generation + 1) || v_successor || substr(v_payload, 69)
    );
    commit;
  end loop;
end
$$;
create procedure bench.rotate_rows(inout tokens text[], times integer)
  language plpgsql
as $$
declare
  v_place integer;
begin
  for i in 1 .. times loop
    v_place := 1 + floor(random() * cardinality(tokens));
    tokens[v_place] := bench.rotate_row(tokens[v_place]);
    commit;
  end loop;
end
$$;
