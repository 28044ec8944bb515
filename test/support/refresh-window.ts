import type postgres from 'postgres';

/**
 * Moves the time of every rotation from now on, so that the ten seconds in which anybody gets the successor are over at once, or last longer.
 *
 * @param admin - an administrator's connections.
 * @param shift - an interval; undefined: rotations have their own time again.
 */
export async function shiftRotations(admin: postgres.Sql, shift: string | undefined): Promise<void> {
  await admin.unsafe('drop trigger if exists test_shifts_rotations on rowseal_private.sessions');
  if (shift === undefined) return;
  await admin.unsafe(`
    create or replace function public.test_shifts_rotations() returns trigger language plpgsql as $$
    begin
      new.rotated_at := new.rotated_at + interval '${shift}';
      return new;
    end
    $$;
    create trigger test_shifts_rotations before update of generation on rowseal_private.sessions
      for each row execute function public.test_shifts_rotations()`);
}

/**
 * Runs something where no rotation has a window, not even for who made it.
 *
 * @param admin - an administrator's connections.
 * @param work - what to run.
 */
export async function withoutWindow<T>(admin: postgres.Sql, work: () => Promise<T>): Promise<T> {
  await admin`update rowseal_private.settings set refresh_retry_window = '0'`;
  await shiftRotations(admin, '-11 seconds');
  try {
    return await work();
  } finally {
    await shiftRotations(admin, undefined);
    await admin`update rowseal_private.settings set refresh_retry_window = '10 minutes'`;
  }
}
