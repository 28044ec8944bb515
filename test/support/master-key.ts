/** The master key of test installations. Fixed: on a given server the login roles outlive a run, and so must their passwords. */
export const TEST_MASTER_KEY = new Uint8Array(32).fill(7);
