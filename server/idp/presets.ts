/** What an operator need not look up. */
export interface Preset {
  kind: 'oidc' | 'github';
  name: string;
  /** Undefined: the operator names it. {tenant} stands for what they name with --tenant. */
  issuer?: string;
  scope: string;
}

const OPENID = 'openid email profile';

/** Providers that many have. */
export const PRESETS = {
  google: { kind: 'oidc', name: 'Google', issuer: 'https://accounts.google.com', scope: OPENID },
  // One tenant: that of "common" is an issuer that no token names, and lets everybody make up addresses.
  microsoft: {
    kind: 'oidc',
    name: 'Microsoft',
    issuer: 'https://login.microsoftonline.com/{tenant}/v2.0',
    scope: OPENID,
  },
  gitlab: { kind: 'oidc', name: 'GitLab', issuer: 'https://gitlab.com', scope: OPENID },
  github: { kind: 'github', name: 'GitHub', issuer: 'https://github.com', scope: 'read:user user:email' },
  oidc: { kind: 'oidc', name: 'Single sign-on', scope: OPENID },
} as const satisfies Record<string, Preset>;

/** The name of a preset. */
export type PresetName = keyof typeof PRESETS;

const TENANT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The issuer of a provider.
 *
 * @param preset - the provider's.
 * @param given - what the operator says: an issuer goes before that of the preset.
 * @throws Error when the issuer or the tenant is missing.
 */
export function issuerOf(preset: Preset, given: { issuer?: string; tenant?: string }): string {
  const issuer = given.issuer ?? preset.issuer;
  if (issuer === undefined) throw new Error('--issuer is missing: the URL that the provider is known by');
  if (!issuer.includes('{tenant}')) return issuer;
  if (!TENANT.test(given.tenant ?? ''))
    throw new Error('--tenant is missing: the id of your tenant, a UUID in lower case');
  return issuer.replace('{tenant}', given.tenant ?? '');
}
