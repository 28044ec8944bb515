create or replace function rowseal_private.delegate(
  user_id uuid,
  credential_id uuid,
  workspace_id uuid,
  wanted_scope text default null,
  wanted_networks cidr[] default null,
  wanted_end timestamptz default 'infinity',
  held text[] default null,
  out parent_id uuid,
  out origin_id uuid,
  out effective text[],
  out scope text,
  out networks cidr[],
  out ends_at timestamptz
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_reach record;
begin
  -- Taking the membership, the role or the credential away waits for what is made here, and ends it; or this finds it
  -- gone. In the order in which they are taken away.
  perform from rowseal.memberships as membership
    where membership.workspace_id = delegate.workspace_id and membership.user_id = delegate.user_id
      for share;
  perform from rowseal_private.sessions as session
    where session.user_id = delegate.user_id and session.id = delegate.credential_id for share;
  if not found then
    perform from rowseal_private.personal_access_tokens as token
      where token.user_id = delegate.user_id and token.id = delegate.credential_id
        for share;
  end if;
  select * into v_reach from rowseal_private.reach_of(delegate.user_id, delegate.credential_id);
  if not found then
    raise exception 'the credential that asks has ended' using errcode = 'RS002';
  end if;
  if delegate.workspace_id <> v_reach.workspace_id then
    raise exception 'the credential is bound to another workspace' using errcode = 'RS005';
  end if;
  effective := '{}';
  if delegate.workspace_id is not null then
    select string_to_array(now_effective.scope, ' ')
      into effective
      from rowseal_private.effective_scope(delegate.user_id, delegate.workspace_id, v_reach.scope) as now_effective;
    if not found then
      raise exception 'not a member of this workspace' using errcode = 'RS004';
    end if;
    if delegate.held is not null then
      effective := coalesce(rowseal_private.array_intersection(effective, delegate.held), '{}');
    end if;
  end if;

  parent_id := case when v_reach.limited then delegate.credential_id end;
  origin_id := case when not v_reach.limited then delegate.credential_id end;
  scope := case
    when delegate.wanted_scope is not null then (
      select coalesce(string_agg(word, ' ' order by position), '')
        from string_to_table(delegate.wanted_scope, ' ') with ordinality as wanted (word, position)
       where word = any (effective)
    )
    when v_reach.scope is not null then array_to_string(effective, ' ')
  end;
  networks := rowseal_private.networks_within(delegate.wanted_networks, v_reach.networks);
  ends_at := case when v_reach.limited then least(delegate.wanted_end, v_reach.ends_at) else delegate.wanted_end end;
end
$$;

comment on function rowseal_private.delegate(uuid, uuid, uuid, text, cidr[], timestamptz, text[]) is
$$THE rule of what a credential may make or renew in a workspace (null: outside all): never more than it can do itself
at this moment. wanted_* are what is asked for, held the scopes that the access token at hand is narrowed to. Locks
membership and credential until the transaction ends.
Returns: what is granted of it (scope: null where nothing limits it; networks; ends_at); effective, the scopes that the
credential has now; and who the maker will be: parent_id, a limited credential whose end ends what it makes, or
origin_id, a session that is limited in nothing and stands for its user.
Errors: RS002 the credential has ended; RS004 not a member; RS005 bound to another workspace.$$;

revoke execute on function rowseal_private.delegate(uuid, uuid, uuid, text, cidr[], timestamptz, text[]) from public;
