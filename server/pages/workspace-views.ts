import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import { pageOf } from '../http/schemas.ts';

/** How many of each list a page shows. */
export const PAGE_SIZE = 50;

const RULES = `select extract(epoch from longest_token_lifetime)::float8 as token_seconds,
  extract(epoch from longest_session_age)::float8 as session_seconds,
  to_jsonb(networks) as networks, to_jsonb(email_domains) as domains
  from rowseal.workspace_settings()`;

const POLICY = `select required_assurance, extract(epoch from grace)::float8 as grace_seconds, to_jsonb(due_at) as due_at
  from rowseal.workspace_policy()`;

interface Policy {
  required_assurance: number | null;
  grace_seconds: number;
  due_at: string | null;
}

interface Rules {
  token_seconds: number;
  session_seconds: number | null;
  networks: string[] | null;
  domains: string[] | null;
}

/** Somebody, and the workspace they look at. */
export interface Home {
  user: { id: string; email: string; name: string | null };
  workspace: { id: string; slug: string; name: string; role: string; roles: string[]; scopes: string[] };
}

/** What the pages of workspaces ask the database for. */
export interface WorkspaceViews {
  /** The workspaces of somebody. */
  list(entry: ClaimsEntry, after: string | undefined): Promise<object>;
  /** Who looks, and at what. */
  home(entry: ClaimsEntry): Promise<Home>;
  /** What of a workspace they may see. */
  parts(
    entry: ClaimsEntry,
    home: Home,
    query: { members_after?: string | undefined; invitations_after?: string | undefined; search?: string | undefined },
  ): Promise<object>;
  /** Its invitation links, and the roles that the caller can give by one. */
  links(entry: ClaimsEntry, home: Home, after: string | undefined): Promise<object>;
  /** What happened in a workspace, the latest first. */
  events(
    entry: ClaimsEntry,
    query: { before_at?: string | undefined; before_id?: string | undefined; kind?: string | undefined },
  ): Promise<object>;
}

/**
 * What the pages of workspaces show.
 *
 * @param gateway - asks the database on behalf of the person who is signed in.
 */
export function workspaceViews(gateway: Gateway): WorkspaceViews {
  const rows = rowsOf(gateway);

  async function me<T>(entry: ClaimsEntry, after: string | undefined, size: number): Promise<T> {
    const [shown] = await rows<T>(entry, 'select rowseal.me($1, $2) as shown', [after ?? null, size]);
    return shown as T;
  }

  return {
    list: async (entry, after) => {
      const { workspaces } = await me<{ workspaces: { id: string }[] }>(entry, after, PAGE_SIZE + 1);
      const { items, next } = pageOf(workspaces, PAGE_SIZE);
      return { workspaces: items, next };
    },
    home: (entry) => me<Home>(entry, undefined, 1),
    parts: async (entry, { workspace: { scopes } }, { members_after, invitations_after, search }) => {
      const may = (scope: string) => scopes.includes(scope);
      const page = async (scope: string, text: string, values: unknown[]) =>
        may(scope) ? pageOf(await rows<{ id: string }>(entry, text, values), PAGE_SIZE) : undefined;
      const [members, invitations, unproved, roles, [rules], [policy]] = await Promise.all([
        page('members:read', 'select to_jsonb(member) as shown from rowseal.list_members($1, $2, $3) as member', [
          members_after ?? null,
          PAGE_SIZE + 1,
          search ?? null,
        ]),
        page('members:read', 'select to_jsonb(open) as shown from rowseal.list_invitations($1, $2) as open', [
          invitations_after ?? null,
          PAGE_SIZE + 1,
        ]),
        page(
          'members:write',
          'select to_jsonb(member) as shown from rowseal.list_unproved_members(null, $1) as member',
          [PAGE_SIZE + 1],
        ),
        may('members:write')
          ? rows<{ name: string }>(entry, 'select to_jsonb(role) as shown from rowseal.assignable_roles() as role')
          : [],
        may('owners:write') ? gateway.many<Rules>({ ...entry }, { text: RULES, values: [] }) : [],
        gateway.many<Policy>({ ...entry }, { text: POLICY, values: [] }),
      ]);
      return {
        members,
        invitations,
        unproved,
        roles: roles.map(({ name }) => name),
        rules: rules && shownRules(rules),
        policy: policy && { ...policy, grace_days: daysOf(policy.grace_seconds) },
      };
    },
    links: async (entry, { workspace: { scopes } }, after) => {
      const [links, roles] = await Promise.all([
        rows<{ id: string }>(
          entry,
          'select to_jsonb(link) as shown from rowseal.list_invitation_links($1, $2) as link',
          [after ?? null, PAGE_SIZE + 1],
        ),
        scopes.includes('members:write')
          ? rows<{ name: string }>(
              entry,
              'select to_jsonb(role) as shown from rowseal.assignable_roles() as role where role.by_link',
            )
          : [],
      ]);
      return { links: pageOf(links, PAGE_SIZE), roles: roles.map(({ name }) => name) };
    },
    events: async (entry, { before_at, before_id, kind }) => {
      const events = await rows<{ id: string; at: string }>(
        entry,
        'select to_jsonb(event) as shown from rowseal.list_events($1, $2, $3, $4) as event',
        [before_at ?? null, before_id ?? null, PAGE_SIZE + 1, kind ?? null],
      );
      const shown = events.slice(0, PAGE_SIZE);
      return { events: shown, earlier: events.length > PAGE_SIZE ? shown.at(-1) : null };
    },
  };
}

/**
 * Rows that a statement has made of one JSON value each, `shown`.
 *
 * @param gateway - asks the database on behalf of the person who is signed in.
 */
export function rowsOf(gateway: Gateway) {
  return async <T>(entry: ClaimsEntry, text: string, values: unknown[] = []): Promise<T[]> => {
    const found = await gateway.many<{ shown: T }>({ ...entry }, { text, values });
    return found.map(({ shown }) => shown);
  };
}
const daysOf = (seconds: number) => Number((seconds / 86_400).toFixed(3));

/** As the form has them: days, and words between blanks. */
function shownRules({ token_seconds, session_seconds, networks, domains }: Rules) {
  return {
    token_days: daysOf(token_seconds),
    session_days: session_seconds === null ? null : daysOf(session_seconds),
    networks: networks?.join(' '),
    domains: domains?.join(' '),
  };
}
