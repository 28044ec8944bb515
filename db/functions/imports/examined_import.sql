create or replace function rowseal_private.examined_import(source text, users jsonb) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  with entry as (
    select each.value,
           (each.value ->> 'line')::integer as line,
           each.value ->> 'external_id' as external_id,
           each.value ->> 'email' as email,
           coalesce((each.value ->> 'verified')::boolean, false) as verified,
           row_number() over (partition by each.value ->> 'email' order by (each.value ->> 'line')::integer) as turn
      from jsonb_array_elements(examined_import.users) as each
  ), examined as (
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
      left join rowseal_private.imported_users as known
        on known.source = examined_import.source and known.external_id = entry.external_id
      left join rowseal_private.wanted_of_import(examined_import.users) as wanted on wanted.line = entry.line
     cross join lateral (
       select (array_agg(account.id))[1] as id, count(*) as amount,
              bool_and(account.email_verified_at is not null and account.disabled_at is null) as verified
         from rowseal.users as account where account.email = entry.email
     ) as holder
  )
  select jsonb_agg(
           examined.value || jsonb_build_object(
             'line', examined.line, 'identities', examined.identities, 'memberships', examined.memberships,
             'user_id', coalesce(examined.known_id, examined.holder_id, (examined.value ->> 'user_id')::uuid),
             'reason', verdict.reason, 'status', verdict.status)
           order by examined.line)
    from examined
   cross join lateral (
     select case
              when examined.known_id is not null then null
              when examined.fault is not null then examined.fault
              when examined.amount = 0 and rowseal_private.is_address_reserved(examined.email, null)
                then 'address_reserved'
              when examined.amount > 1 or examined.amount = 1 and not (examined.verified and examined.holder_verified)
                then 'address_in_use'
              when examined.amount = 1 and not examined.links then 'linking_off'
              when examined.identities <> '[]' and exists (
                select from rowseal_private.identities as identity
                  join jsonb_to_recordset(examined.identities) as theirs (provider text, subject text)
                    on theirs.provider = identity.provider
                   and identity.subject_hash = rowseal_private.text_hash(theirs.subject)
                 where identity.user_id is distinct from examined.holder_id
              ) then 'identity_of_another'
            end as reason
   ) as judged
   cross join lateral (
     select judged.reason,
            case
              when examined.known_id is not null then 'unchanged'
              when judged.reason is not null then 'refused'
              when examined.amount = 1 then 'linked'
              else 'imported'
            end as status
   ) as verdict;
end;

comment on function rowseal_private.examined_import(text, jsonb) is
$$What rowseal_audit.import_users would do with each user, and why not: the users themselves, with status, reason,
user_id, and the providers and workspaces that they name, by id. Changes nothing.$$;

revoke execute on function rowseal_private.examined_import(text, jsonb) from public;
