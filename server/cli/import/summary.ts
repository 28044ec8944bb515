import type { Figures } from './batches.ts';
import type { ImportedRoles } from './roles.ts';

/**
 * What an import has come to, in words.
 *
 * @param figures - of it.
 * @param run - whether it was a dry run, where its report is, and what became of roles, where there were any.
 */
export function summary(
  figures: Figures,
  { dryRun, reportFile, roles }: { dryRun: boolean; reportFile: string; roles?: ImportedRoles },
): string {
  const { imported, linked, unchanged, refused, algorithms, weak, wrappedMs } = figures;
  const number = (value: number) => new Intl.NumberFormat('en').format(value);
  const hashed = [...algorithms].sort().map(([algorithm, amount]) => `${number(amount)} ${algorithm}`);
  const rate = weak > 0 ? number(Math.round((weak / wrappedMs) * 1_000)) : '';
  return [
    dryRun ? 'Nothing was written. There would be:' : 'The import is done:',
    `  ${number(imported)} imported, ${number(linked)} linked to accounts of the same verified address`,
    `  ${number(unchanged)} unchanged since an earlier import, ${number(refused)} refused`,
    ...(roles ? [`Roles: ${roles.imported} imported, ${roles.unchanged} unchanged, ${roles.refused} refused`] : []),
    ...(hashed.length > 0 ? [`Passwords: ${hashed.join(', ')}. Each becomes argon2id when its owner signs in.`] : []),
    ...(weak > 0
      ? [
          `${number(weak)} of them cost attackers less than they should: argon2id over them ${dryRun ? 'would take' : 'took'} ${duration(wrappedMs)}, ${rate} a second on this machine.`,
        ]
      : []),
    `What became of each line: ${reportFile}`,
  ].join('\n');
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
