/** What @types/pg leaves out, of the pinned driver. */
declare module 'pg/lib/utils.js' {
  const utils: {
    /** Turns a value into what Bind takes: bytes in binary, all else as text. */
    prepareValue(value: unknown): string | Buffer | null;
  };
  export default utils;
}
