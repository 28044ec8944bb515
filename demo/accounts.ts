/** The password of every demo account. */
export const DEMO_PASSWORD = 'correct horse battery staple';

/** The demo's people, and what each is there to show. */
export const DEMO_ACCOUNTS = [
  { email: 'owner@acme.test', name: 'Ada Acme', about: 'owner of acme' },
  { email: 'member@acme.test', name: 'Max Acme', about: 'member of acme' },
  { email: 'viewer@acme.test', name: 'Vera Acme', about: 'viewer of acme: may read, may not write' },
  { email: 'owner@globex.test', name: 'Gus Globex', about: 'owner of globex, member of acme' },
] as const;

/** Who writes how many notes where. */
export const DEMO_NOTES = [
  { workspace: 'acme', email: 'owner@acme.test', count: 20 },
  { workspace: 'acme', email: 'member@acme.test', count: 16 },
  { workspace: 'globex', email: 'owner@globex.test', count: 30 },
] as const;
