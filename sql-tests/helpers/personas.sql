-- Helpers of the pgTAP files. Run by an administrator in a database that has Rowseal, before the first file; safe to
-- run again.
--
-- Every file is one transaction of the administrator. To act as somebody it steps into the gateway's login role
-- (set local session authorization: the MAC of a context binds session_user) and enters; rowseal_test.leave() steps
-- back out. What a refused call did, its step included, is rolled back by throws_ok, so that the file goes on as the
-- administrator.
create schema if not exists rowseal_test;
comment on schema rowseal_test is 'pgTAP helpers. Never installed by a migration.';
grant usage on schema rowseal_test to public;

create or replace function rowseal_test.id(name text) returns uuid
  language sql immutable parallel safe
  return pg_catalog.md5(id.name)::uuid;

comment on function rowseal_test.id(text) is
  'The id that a persona (by address) or a workspace (by slug) has in tests: known to every role, without reading a '
  'table.';

create or replace function rowseal_test.persona(email text, workspace text default null, role text default 'member')
  returns void
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  insert into rowseal.users (id, email) values (rowseal_test.id(persona.email), persona.email) on conflict do nothing;
  if persona.workspace is not null then
    insert into rowseal.workspaces (id, slug, name)
    values (rowseal_test.id(persona.workspace), persona.workspace, initcap(persona.workspace))
    on conflict do nothing;
    insert into rowseal.memberships (workspace_id, user_id, role)
    values (rowseal_test.id(persona.workspace), rowseal_test.id(persona.email), persona.role);
  end if;
end
$$;

comment on function rowseal_test.persona(text, text, text) is
  'Makes a user, where there is none of that address, and a member of a workspace, which is made too. Again with '
  'another workspace '
  'for one who belongs to two.';

create or replace function rowseal_test.personas() returns void
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  perform rowseal_test.persona('owner@acme.test', 'acme', 'owner');
  perform rowseal_test.persona('admin@acme.test', 'acme', 'admin');
  perform rowseal_test.persona('member@acme.test', 'acme', 'member');
  perform rowseal_test.persona('viewer@acme.test', 'acme', 'viewer');
  perform rowseal_test.persona('owner@globex.test', 'globex', 'owner');
  perform rowseal_test.persona('owner@globex.test', 'acme', 'member');
  perform rowseal_test.persona('stranger@nowhere.test');
end
$$;

comment on function rowseal_test.personas() is
  'The cast: owner, admin, member and viewer of acme; the owner of globex, who is also a member of acme; a stranger '
  'who belongs nowhere.';

create or replace function rowseal_test.claims_of(email text, bound text default null, scope text default null)
  returns rowseal_private.claims
  language sql volatile parallel unsafe
  return (
    rowseal_private.open_session(
      rowseal_test.id(claims_of.email), rowseal_test.id(claims_of.bound), claims_of.scope, '192.0.2.1'::inet, 'pgTAP',
      proofs => pg_catalog.jsonb_build_object('password', pg_catalog.now())
    )
  );

comment on function rowseal_test.claims_of(text, text, text) is
  'Sealed claims of a new session of a persona: bound to a workspace (slug) or to none, limited to a scope string or '
  'not.';

create or replace function rowseal_test.refresh_token(claims rowseal_private.claims, generation integer, secret bytea)
  returns text
  language sql immutable parallel safe
  return (
    select rowseal_private.format_token('rsr_', body || pg_catalog.substr(pg_catalog.sha256('tag' || body), 1, 18))
      from (
        select pg_catalog.uuid_send((refresh_token.claims).sub) || pg_catalog.uuid_send((refresh_token.claims).sid)
               || pg_catalog.int4send(refresh_token.generation) || refresh_token.secret as body
      ) as token
  );

comment on function rowseal_test.refresh_token(rowseal_private.claims, integer, bytea) is
  'A refresh token as a server makes it, under a key that everybody knows.';

create or replace function rowseal_test.presented(token text) returns rowseal_private.presented_refresh_token
  language sql immutable parallel safe security definer
  return (
    select row(
             rowseal_private.uuid_at(payload, 1), rowseal_private.uuid_at(payload, 17),
             ('x' || pg_catalog.encode(pg_catalog.substr(payload, 33, 4), 'hex'))::bit(32)::integer,
             pg_catalog.sha256(pg_catalog.substr(payload, 37, 32)),
             pg_catalog.sha256(pg_catalog.sha256('successor' || pg_catalog.substr(payload, 1, 68))),
             pg_catalog.substr(payload,
               69) = pg_catalog.substr(pg_catalog.sha256('tag' || pg_catalog.substr(payload, 1, 68)), 1, 18)
           )::rowseal_private.presented_refresh_token
      from rowseal_private.token_payload('rsr_', presented.token) as payload
     where payload is not null
  );

comment on function rowseal_test.presented(text) is
  'What a server tells of a refresh token of rowseal_test.refresh_token; null for what is none.';

create or replace function rowseal_test.presented(prefix text, token text) returns rowseal_private.presented_token
  language sql immutable parallel safe security definer
  return (
    select row(
             rowseal_private.uuid_at(payload, 1), rowseal_private.uuid_at(payload, 17),
             pg_catalog.sha256(pg_catalog.substr(payload, 33))
           )::rowseal_private.presented_token
      from rowseal_private.token_payload(presented.prefix, presented.token) as payload
     where payload is not null
  );

comment on function rowseal_test.presented(text,
  text) is 'What a server tells of a token of another kind; null for what is none.';

create or replace function rowseal_test.open_session(
  user_id uuid, workspace_id uuid, scope text, ip inet, user_agent text, out claims rowseal_private.claims,
  out refresh_token text
)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(32);
begin
  claims := rowseal_private.open_session(
    open_session.user_id, open_session.workspace_id, open_session.scope, open_session.ip, open_session.user_agent,
    refresh_digest => sha256(v_secret), proofs => jsonb_build_object('password', now())
  );
  refresh_token := rowseal_test.refresh_token(claims, 1, v_secret);
end
$$;

comment on function rowseal_test.open_session(uuid, uuid, text, inet, text) is
  'rowseal_private.open_session as a server calls it: with the refresh token that the server makes.';

create or replace function rowseal_test.refresh_session(
  token text, ip inet default null, user_agent text default null, client_id text default null,
  out status text, out claims rowseal_private.claims, out refresh_token text
)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_body constant bytea := substr(rowseal_private.token_payload('rsr_', refresh_session.token), 1, 68);
  v_presented constant rowseal_private.presented_refresh_token := rowseal_test.presented(refresh_session.token);
  v_answer record;
begin
  select * into v_answer
    from rowseal_private.refresh_session(v_presented, refresh_session.ip, refresh_session.user_agent,
      refresh_session.client_id);
  status := v_answer.status;
  claims := v_answer.claims;
  if status in ('rotated', 'retried') then
    refresh_token := rowseal_test.refresh_token(claims, v_presented.generation + 1, sha256('successor' || v_body));
  end if;
end
$$;

comment on function rowseal_test.refresh_session(text, inet, text, text) is
  'rowseal_private.refresh_session as a server calls it: with the refresh token taken apart, and its successor '
  'derived.';

create or replace function rowseal_test.edited(claims rowseal_private.claims, edit jsonb) returns rowseal_private.claims
  language sql immutable parallel safe
  return pg_catalog.jsonb_populate_record(edited.claims, edited.edit);

comment on function rowseal_test.edited(rowseal_private.claims, jsonb) is
  'Claims with some fields exchanged, under the seal they had: {"scope": null}.';

create or replace function rowseal_test.step_into(role name) returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  execute pg_catalog.format('set local session authorization %I', role);
end
$$;

comment on function rowseal_test.step_into(name) is
  'Makes a login role the session user, as if its door had been used, until rowseal_test.leave().';

create or replace function rowseal_test.leave() returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  reset session authorization;
  perform pg_catalog.set_config('rowseal.context', '', true);
end
$$;

comment on function rowseal_test.leave() is
  'Makes the administrator the session user again, and the transaction one that nobody entered.';

create or replace function rowseal_test.enter(claims rowseal_private.claims, wanted text default null) returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter(
    claims.sub, claims.sid, claims.workspace, claims.scope, claims.exp, claims.seal_key, claims.seal, wanted,
    '192.0.2.1', 'pgTAP'
  );
  perform pg_catalog.set_config('rowseal_test.claims', claims::text, true),
  pg_catalog.set_config('rowseal_test.wanted', wanted, true);
end
$$;

comment on function rowseal_test.enter(rowseal_private.claims, text) is
  'rowseal.enter through the gateway''s door. Where it succeeds, the gateway remains the session user.';

create or replace function rowseal_test.enter_as(email text, wanted text default null, scope text default null)
  returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  perform rowseal_test.leave();
  perform rowseal_test.enter(rowseal_test.claims_of(email, null, scope), wanted);
end
$$;

comment on function rowseal_test.enter_as(text, text, text) is
  'Acts as a persona from here on, in a workspace (slug) or in none, with a session limited to a scope string or not. '
  'Whoever acted '
  'before is left.';

create or replace function rowseal_test.step_into_issuer() returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  perform rowseal_test.leave();
  perform rowseal_test.step_into('rowseal_issuer');
end
$$;

comment on function rowseal_test.step_into_issuer() is
  'Makes rowseal_issuer the session user of a transaction that nobody entered.';

create or replace function rowseal_test.step_back(context text) returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  perform rowseal_test.leave();
  perform rowseal_test.step_into('rowseal_gateway');
  perform pg_catalog.set_config('rowseal.context', step_back.context, true);
end
$$;

comment on function rowseal_test.step_back(text) is
  'Through the gateway''s door again, as who had entered with this context.';

create or replace function rowseal_test.create_token(
  name text, expires_at timestamptz, scope text default null, networks cidr[] default null, out id uuid, out token text
)
  language plpgsql volatile parallel unsafe
as $$
declare
  v_entered constant text := current_setting('rowseal.context', true);
begin
  perform rowseal_test.step_into_issuer();
  select made.id, made.token
    into create_token.id, create_token.token
    from rowseal_private.create_token(
      current_setting('rowseal_test.claims')::rowseal_private.claims,
      nullif(current_setting('rowseal_test.wanted'), ''),
      create_token.name, create_token.expires_at, create_token.scope, create_token.networks
    ) as made;
  perform rowseal_test.step_back(v_entered);
end
$$;

comment on function rowseal_test.create_token(text, timestamptz, text, cidr[]) is
  'rowseal_private.create_token through the issuer''s door, for who acts now, who goes on acting.';

create or replace function rowseal_test.rotate_token(id uuid, expires_at timestamptz) returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_entered constant text := current_setting('rowseal.context', true);
  v_token text;
begin
  perform rowseal_test.step_into_issuer();
  v_token := rowseal_private.rotate_token(
    current_setting('rowseal_test.claims')::rowseal_private.claims, nullif(current_setting('rowseal_test.wanted'), ''),
    rotate_token.id,
    rotate_token.expires_at
  );
  perform rowseal_test.step_back(v_entered);
  return v_token;
end
$$;

comment on function rowseal_test.rotate_token(uuid, timestamptz) is
  'rowseal_private.rotate_token through the issuer''s door, for who acts now, who goes on acting.';

create or replace function rowseal_test.create_token(
  claims rowseal_private.claims, wanted text, name text, expires_at timestamptz, scope text default null,
    networks cidr[] default null, out id uuid, out token text
)
  language plpgsql volatile parallel unsafe
as $$
begin
  perform rowseal_test.step_into('rowseal_issuer');
  select made.id, made.token
    into id, token
    from rowseal_private.create_token(
           create_token.claims, create_token.wanted, create_token.name, create_token.expires_at, create_token.scope,
             create_token.networks) as made;
  perform rowseal_test.leave();
end
$$;

comment on function rowseal_test.create_token(rowseal_private.claims, text, text, timestamptz, text, cidr[]) is
  'rowseal_private.create_token through the issuer''s door.';

create or replace function rowseal_test.rotate_token(claims rowseal_private.claims, wanted text, id uuid,
  expires_at timestamptz, out token text)
  language plpgsql volatile parallel unsafe
as $$
begin
  perform rowseal_test.step_into('rowseal_issuer');
  token := rowseal_private.rotate_token(rotate_token.claims, rotate_token.wanted, rotate_token.id,
    rotate_token.expires_at);
  perform rowseal_test.leave();
end
$$;

comment on function rowseal_test.rotate_token(rowseal_private.claims, text, uuid, timestamptz) is
  'rowseal_private.rotate_token through the issuer''s door.';
