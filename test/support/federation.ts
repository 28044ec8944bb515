import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { buildApp } from '#server/app.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import type { StoredProvider } from '#server/database/provider-functions.ts';
import { closeAfterFile } from './closing.ts';
import { freshDatabase } from './database.ts';
import { behindPooler, PUBLIC_URL } from './demo-app.ts';
import { TEST_MASTER_KEY } from './master-key.ts';
import { startUpstream, storeProvider, type UpstreamPerson, type UpstreamProvider } from './upstream.ts';

const PROVIDERS = ['corp', 'other'] as const;

/** Of the two providers. */
export type ProviderId = (typeof PROVIDERS)[number];

/** A server, and two OpenID providers that people sign in through; stopped after the test file. */
export async function federation() {
  const db = await freshDatabase();
  const { gatewayUrl, issuerUrl } = db;
  const more = {
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    schemas: ['app'],
    logLevel: 'silent',
    isLagging: () => false,
  };
  const restart = async () => {
    const started = await buildApp({
      gatewayUrl: behindPooler(gatewayUrl),
      issuerUrl: behindPooler(issuerUrl),
      ...more,
      development: true,
    });
    closeAfterFile(() => started.close());
    return started;
  };
  const app = await restart();
  const maintenance = openMaintenance(db.workerUrl);
  closeAfterFile(() => maintenance.close());
  const callbacks = PROVIDERS.map((id) => `${PUBLIC_URL}/v1/auth/providers/${id}/callback`);
  const [corp, other] = await Promise.all([startUpstream(callbacks), startUpstream(callbacks)]);
  const upstream: Record<ProviderId, UpstreamProvider> = { corp, other };

  const save = (id: string, changes: Partial<StoredProvider> = {}, secret?: string) =>
    storeProvider(maintenance, { id, issuer: (id === 'other' ? other : corp).issuer, ...changes }, secret);
  await save('corp');
  await save('other');
  return {
    db,
    app,
    /** Another server on the same database, as after a restart: what the first has in memory alone it has not. */
    restart,
    maintenance,
    upstream,
    save,
    browser: () => new Browser(app, upstream),
  };
}

/** A browser, as far as cookies go: SameSite=Strict ones stay at home when another site sends it here. */
export class Browser {
  readonly cookies = new Map<string, { value: string; strict: boolean }>();
  readonly #app: FastifyInstance;
  readonly #upstream: Record<ProviderId, UpstreamProvider>;

  constructor(app: FastifyInstance, upstream: Record<ProviderId, UpstreamProvider>) {
    this.#app = app;
    this.#upstream = upstream;
  }

  /** Opens a page; from another site. */
  open = (url: string, fromElsewhere = false) => this.#send('GET', url, fromElsewhere, {});

  /** Sends a form of our own page. */
  submit = (url: string, form: Record<string, string> = {}) =>
    this.#send('POST', url, false, {
      payload: new URLSearchParams(form).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: PUBLIC_URL,
        'sec-fetch-site': 'same-origin',
      },
    });

  /** Presses the button of a provider, and returns the address that the browser is sent to. */
  async leave(provider: ProviderId, { links = false, form = {} } = {}): Promise<string> {
    const page = await this.submit(links ? `/account/identities/link/${provider}` : `/sign-in/${provider}`, form);
    return nextOf(page) ?? `no address: ${page.statusCode} ${page.headers.location ?? ''}`;
  }

  /** Signs in at a provider, and returns the address that the browser is sent back to. */
  visit = (provider: ProviderId, url: string, person: UpstreamPerson) => this.#upstream[provider].visit(url, person);

  /** The whole way through a provider: the page that the browser ends up on here. */
  async signIn(provider: ProviderId, person: UpstreamPerson, options: { links?: boolean; form?: object } = {}) {
    const back = await this.visit(provider, await this.leave(provider, options as object), person);
    return this.open(back.href, true);
  }

  /** The address on the account page; undefined: nobody is signed in. */
  async account(): Promise<string | undefined> {
    return (await this.open('/account')).payload.match(/[^\s<>"]+@[^\s<>"]+/)?.[0];
  }

  async #send(method: 'GET' | 'POST', url: string, fromElsewhere: boolean, more: object) {
    const sent = [...this.cookies].filter(([, { strict }]) => !(strict && fromElsewhere));
    const cookies = Object.fromEntries(sent.map(([name, { value }]) => [name, value]));
    const answer = await this.#app.inject({ method, url, cookies, ...more });
    for (const { name, value, sameSite } of answer.cookies) {
      this.cookies.set(name, { value, strict: String(sameSite).toLowerCase() === 'strict' });
    }
    return answer;
  }
}

/**
 * Where a page moves on to by itself.
 *
 * @param page - as answered.
 */
export function nextOf(page: LightMyRequestResponse): string | undefined {
  const [, url] = page.payload.match(/http-equiv="refresh" content="0;url=([^"]*)"/) ?? [];
  return url?.replaceAll('&amp;', '&');
}
