import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loads the preset of an application: plugins, smart tags and settings of PostGraphile.
 *
 * @param file - a module whose default export is the preset.
 * @throws Error with a sentence for the operator, where there is none.
 */
export async function applicationPreset(file: string): Promise<GraphileConfig.Preset> {
  const found = await import(pathToFileURL(path.resolve(file)).href).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`ROWSEAL_GRAPHQL_PRESET: ${file} cannot be loaded: ${reason}`, { cause });
  });
  const preset = found.default?.default ?? found.default;
  if (typeof preset !== 'object' || preset === null)
    throw new Error(`ROWSEAL_GRAPHQL_PRESET: the default export of ${file} is not a preset`);
  return preset;
}

/**
 * Refuses what a preset leaves of a server if it takes away how that asks the database, or what bounds and masks its answers.
 *
 * @param resolved - all presets as one.
 * @param own - that of the server.
 * @throws Error with a sentence for the operator.
 */
export function requireOwn(resolved: GraphileConfig.ResolvedPreset, own: GraphileConfig.Preset): void {
  const kept = new Set(resolved.plugins);
  const missing = (own.plugins ?? []).filter((plugin) => !kept.has(plugin)).map(({ name }) => name);
  if (missing.length > 0)
    throw new Error(`ROWSEAL_GRAPHQL_PRESET: a preset may not disable ${missing.join(', ')} of Rowseal`);
  const [service, ...others] = resolved.pgServices ?? [];
  if (service !== own.pgServices?.[0] || others.length > 0)
    throw new Error('ROWSEAL_GRAPHQL_PRESET: a preset may not have pgServices: queries go through the gateway alone');
}
