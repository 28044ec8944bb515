import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import { Problem } from '../http/problem.ts';
import { pageOf } from '../http/schemas.ts';
import type { Place } from './workspace-actions.ts';
import { type Home, PAGE_SIZE, rowsOf, type WorkspaceViews } from './workspace-views.ts';

/** As many as a function gives at once: of roles and services a workspace has no more, or they are found on a list. */
const ALL = 1000;

/** What the address of a page asks for. */
export interface SectionQuery {
  after?: string | undefined;
  after_app?: string | undefined;
  after_other?: string | undefined;
  before_at?: string | undefined;
  before_id?: string | undefined;
  kind?: string | undefined;
}

interface Role {
  id: string;
  name: string;
  scopes: string[];
  built_in: boolean;
}

interface Member {
  id: string;
  roles: string[];
}

interface Service {
  id: string;
  name: string;
  scopes: string[];
}

interface Webhook {
  id: string;
  url: string;
}

type Load = (entry: ClaimsEntry, home: Home, query: SectionQuery, id: string) => Promise<object>;

/**
 * What the pages show that the first page of a workspace leads to.
 *
 * @param gateway - asks the database on behalf of the person who is signed in.
 * @param views - of the first page.
 */
export function sectionViews(gateway: Gateway, views: WorkspaceViews): Readonly<Record<Exclude<Place, ''>, Load>> {
  const rows = rowsOf(gateway);

  /** What each scope lets somebody do. */
  async function wordsOf(entry: ClaimsEntry): Promise<Record<string, string>> {
    const statement = 'select to_jsonb(scope) as shown from rowseal.list_scopes(page_size => $1) as scope';
    const known = await rows<{ name: string; description: string }>(entry, statement, [ALL]);
    return Object.fromEntries(known.map(({ name, description }) => [name, description]));
  }

  const rolesAfter = (entry: ClaimsEntry, after: string | undefined, size: number) =>
    rows<Role>(entry, 'select to_jsonb(role) as shown from rowseal.list_roles($1, $2) as role', [after ?? null, size]);

  const servicesAfter = (entry: ClaimsEntry, after: string | undefined, size: number) =>
    rows<Service>(entry, 'select to_jsonb(service) as shown from rowseal.list_services($1, $2) as service', [
      after ?? null,
      size,
    ]);

  const webhooksOf = (entry: ClaimsEntry) =>
    rows<Webhook>(entry, 'select to_jsonb(webhook) as shown from rowseal.list_webhooks() as webhook');

  return {
    'members/:id': async (entry, { workspace }, { after }, id) => {
      const may = workspace.scopes.includes('members:write');
      const tokensOf = 'select to_jsonb(token) as shown from rowseal.list_member_tokens($1, $2, $3) as token';
      const [[member], assignable, tokens, words] = await Promise.all([
        rows<Member>(entry, 'select to_jsonb(member) as shown from rowseal.find_member($1) as member', [id]),
        may ? rows<Role>(entry, 'select to_jsonb(role) as shown from rowseal.assignable_roles() as role') : [],
        may ? rows<{ id: string }>(entry, tokensOf, [after ?? null, PAGE_SIZE + 1, id]) : undefined,
        wordsOf(entry),
      ]);
      if (!member) throw new Problem('not_found');
      const changes = may && member.roles.every((held) => assignable.some(({ name }) => name === held));
      return { member, assignable, changes, tokens: tokens && pageOf(tokens, PAGE_SIZE), words };
    },
    roles: async (entry, _home, { after }) => {
      const [roles, words] = await Promise.all([rolesAfter(entry, after, PAGE_SIZE + 1), wordsOf(entry)]);
      return { list: pageOf(roles, PAGE_SIZE), words };
    },
    'roles/:id': async (entry, { workspace }, _query, id) => {
      const [roles, words] = await Promise.all([rolesAfter(entry, undefined, ALL), wordsOf(entry)]);
      const role = found(roles, id);
      const isWithin = ({ scopes }: Role) => scopes.every((scope) => workspace.scopes.includes(scope));
      if (role.built_in || !isWithin(role)) throw new Problem('not_found');
      return { role, words, replacements: roles.filter((other) => other.id !== id && isWithin(other)) };
    },
    services: async (entry, _home, { after }) => {
      const [services, words] = await Promise.all([servicesAfter(entry, after, PAGE_SIZE + 1), wordsOf(entry)]);
      return { list: pageOf(services, PAGE_SIZE), words };
    },
    'services/:id': async (entry, _home, _query, id) => {
      const [services, keys, words] = await Promise.all([
        servicesAfter(entry, undefined, ALL),
        rows(entry, 'select to_jsonb(key) as shown from rowseal.list_service_keys($1, page_size => $2) as key', [
          id,
          ALL,
        ]),
        wordsOf(entry),
      ]);
      return { service: found(services, id), keys, words };
    },
    webhooks: async (entry) => ({ list: { items: await webhooksOf(entry) } }),
    'webhooks/:id': async (entry, _home, { after }, id) => {
      const statement =
        'select to_jsonb(delivery) as shown from rowseal.list_webhook_deliveries($1, $2, $3) as delivery';
      const [webhooks, deliveries] = await Promise.all([
        webhooksOf(entry),
        rows<{ id: string }>(entry, statement, [id, after ?? null, PAGE_SIZE + 1]),
      ]);
      return { webhook: found(webhooks, id), deliveries: pageOf(deliveries, PAGE_SIZE) };
    },
    tokens: async (entry, { workspace }, { after, after_other }) => {
      const statement = 'select to_jsonb(token) as shown from rowseal.list_tokens($1, $2) as token';
      const ofMembers = 'select to_jsonb(token) as shown from rowseal.list_member_tokens($1, $2) as token';
      const [tokens, others, words] = await Promise.all([
        rows<{ id: string }>(entry, statement, [after ?? null, PAGE_SIZE + 1]),
        workspace.scopes.includes('members:write')
          ? rows<{ id: string }>(entry, ofMembers, [after_other ?? null, PAGE_SIZE + 1])
          : undefined,
        wordsOf(entry),
      ]);
      return { list: pageOf(tokens, PAGE_SIZE), others: others && pageOf(others, PAGE_SIZE), words };
    },
    applications: async (entry, _home, { after_app }) => {
      const statement = 'select to_jsonb(app) as shown from rowseal.list_workspace_apps($1, $2) as app';
      const [apps, words] = await Promise.all([
        rows<{ client_id: string }>(entry, statement, [after_app ?? null, PAGE_SIZE + 1]),
        wordsOf(entry),
      ]);
      const items = apps.slice(0, PAGE_SIZE);
      return { list: { items, next: apps.length > PAGE_SIZE ? items.at(-1)?.client_id : null }, words };
    },
    events: async (entry, _home, query) => ({ ...(await views.events(entry, query)), kind: query.kind }),
  };
}

function found<T extends { id: string }>(all: readonly T[], id: string): T {
  const one = all.find((each) => each.id === id);
  if (!one) throw new Problem('not_found');
  return one;
}
