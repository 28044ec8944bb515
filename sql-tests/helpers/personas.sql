-- Helpers of the pgTAP files. Run by an administrator in a database that has Rowseal, before the first file; safe to run again.
--
-- Every file is one transaction of the administrator. To act as somebody it steps into the gateway's login role
-- (set local session authorization: the MAC of a context binds session_user) and enters; rowseal_test.leave() steps back out.
-- What a refused call did, its step included, is rolled back by throws_ok, so that the file goes on as the administrator.
create schema if not exists rowseal_test;
comment on schema rowseal_test is 'pgTAP helpers. Never installed by a migration.';
grant usage on schema rowseal_test to public;

create or replace function rowseal_test.id(name text) returns uuid
  language sql immutable parallel safe
  return pg_catalog.md5(id.name)::uuid;

comment on function rowseal_test.id(text) is
  'The id that a persona (by address) or a workspace (by slug) has in tests: known to every role, without reading a table.';

create or replace function rowseal_test.persona(email text, workspace text default null, role text default 'member') returns void
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
  'Makes a user, where there is none of that address, and a member of a workspace, which is made too. Again with another workspace '
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
  'The cast: owner, admin, member and viewer of acme; the owner of globex, who is also a member of acme; a stranger who belongs nowhere.';

create or replace function rowseal_test.claims_of(email text, bound text default null, scope text default null)
  returns rowseal_private.claims
  language sql volatile parallel unsafe
  return (
    select opened.claims
      from rowseal_private.open_session(
        rowseal_test.id(claims_of.email), rowseal_test.id(claims_of.bound), claims_of.scope, '192.0.2.1'::inet, 'pgTAP'
      ) as opened
  );

comment on function rowseal_test.claims_of(text, text, text) is
  'Sealed claims of a new session of a persona: bound to a workspace (slug) or to none, limited to a scope string or not.';

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
    claims.sub, claims.sid, claims.workspace, claims.scope, claims.exp, claims.seal_key, claims.seal, wanted
  );
end
$$;

comment on function rowseal_test.enter(rowseal_private.claims, text) is
  'rowseal.enter through the gateway''s door. Where it succeeds, the gateway remains the session user.';

create or replace function rowseal_test.enter_as(email text, wanted text default null, scope text default null) returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  perform rowseal_test.leave();
  perform rowseal_test.enter(rowseal_test.claims_of(email, null, scope), wanted);
end
$$;

comment on function rowseal_test.enter_as(text, text, text) is
  'Acts as a persona from here on, in a workspace (slug) or in none, with a session limited to a scope string or not. Whoever acted '
  'before is left.';
