create or replace function rowseal_private.examined_import(source text, users jsonb) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  -- Each part stands for itself, and reads what is there by an index: how many rows a list has the planner cannot know,
  -- and joined freely it reads all that were imported before for each one.
  with entry as materialized (
    select each.value,
           (each.value ->> 'line')::integer as line,
           each.value ->> 'external_id' as external_id,
           each.value ->> 'email' as email,
           coalesce((each.value ->> 'verified')::boolean, false) as verified,
           row_number() over (partition by each.value ->> 'email' order by (each.value ->> 'line')::integer) as turn
      from jsonb_array_elements(examined_import.users) as each
  ), wanted as materialized (
    select * from rowseal_private.wanted_of_import(examined_import.users)
  ), known as materialized (
    select found.external_id, found.user_id
      from rowseal_audit.find_imported(
        examined_import.source, array(select entry.external_id from entry)) as found
  ), examined as materialized (
    select entry.*, known.user_id as known_id, holder.id as holder_id, holder.amount,
           holder.verified as holder_verified,
           coalesce(
             wanted.fault,
             case
               when entry.turn > 1 then 'address_twice'
               when entry.value -> 'totp' is not null and not entry.verified then 'unverified_factor'
             end
           ) as fault,
           coalesce(wanted.identities, '[]') as identities, coalesce(wanted.memberships, '[]') as memberships,
           coalesce(wanted.links, true) as links
      from entry
      left join known on known.external_id = entry.external_id
      left join wanted on wanted.line = entry.line
     cross join lateral (
       select (array_agg(account.id))[1] as id, count(*) as amount,
              bool_and(account.email_verified_at is not null and account.disabled_at is null) as verified
         from rowseal.users as account where account.email = entry.email
     ) as holder
  ), judged as materialized (
    select examined.*,
           case
             when examined.known_id is not null then null
             when examined.fault is not null then examined.fault
             when examined.amount = 0 and rowseal_private.is_address_reserved(examined.email, null)
               then 'address_reserved'
             when examined.amount > 1 or examined.amount = 1 and not (examined.verified and examined.holder_verified)
               then 'address_in_use'
             when examined.amount = 1 and not examined.links then 'linking_off'
             when (
               select bool_or((
                 select identity.user_id is distinct from examined.holder_id
                   from rowseal_private.identities as identity
                  where identity.provider = theirs.provider
                    and identity.subject_hash = rowseal_private.text_hash(theirs.subject)
               ))
                 from jsonb_to_recordset(examined.identities) as theirs (provider text, subject text)
             ) then 'identity_of_another'
           end as reason
      from examined
  )
  select jsonb_agg(
           judged.value || jsonb_build_object(
             'line', judged.line, 'identities', judged.identities, 'memberships', judged.memberships,
             'user_id', coalesce(judged.known_id, judged.holder_id, (judged.value ->> 'user_id')::uuid),
             'reason', judged.reason,
             'status', case
               when judged.known_id is not null then 'unchanged'
               when judged.reason is not null then 'refused'
               when judged.amount = 1 then 'linked'
               else 'imported'
             end)
           order by judged.line)
    from judged;
end;

comment on function rowseal_private.examined_import(text, jsonb) is
$$What rowseal_audit.import_users would do with each user, and why not: the users themselves, with status, reason,
user_id, and the providers and workspaces that they name, by id. Changes nothing.$$;

revoke execute on function rowseal_private.examined_import(text, jsonb) from public;
