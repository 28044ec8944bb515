create or replace function rowseal_private.could_not_prove(
  command text, options jsonb, workspace_id uuid, user_id uuid, principal uuid, kind text
) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return coalesce(
    could_not_prove.options -> 'assured' ?| case
      when could_not_prove.command in ('update', 'delete') then array[could_not_prove.command, 'select']
      else array[could_not_prove.command] end
    and (
      could_not_prove.kind = 'database_role'
      or could_not_prove.options ? 'fresh' and could_not_prove.kind not in ('person', 'session')
      or exists (
        select from rowseal_private.personal_access_tokens as token
         where could_not_prove.kind = 'token'
           and token.user_id = could_not_prove.user_id and token.id = could_not_prove.principal
           and token.assurance < (could_not_prove.options ->> 'assurance')::integer
      )
      or exists (
        select from rowseal_private.service_keys as key
         where could_not_prove.kind = 'service_key'
           and key.workspace_id = could_not_prove.workspace_id and key.id = could_not_prove.principal
           and key.assurance < (could_not_prove.options ->> 'assurance')::integer
      )
    ), false);

comment on function rowseal_private.could_not_prove(text, jsonb, uuid, uuid, uuid, text) is $$Whether a credential could
at no time have met the assurance that a protected table asks for (options: its record): nobody is behind it who proves
anything, or it was made with less. What sessions had proved then is not kept: they count as those who could have.
Returns: never null.$$;

revoke execute on function rowseal_private.could_not_prove(text, jsonb, uuid, uuid, uuid, text) from public;
