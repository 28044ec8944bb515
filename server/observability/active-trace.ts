/** Where what runs now stands in its trace, as W3C Trace Context writes it; undefined: it is not sampled. */
type ReadTraceparent = () => string | undefined;

let read: ReadTraceparent = () => undefined;

/** Where what runs now stands in a trace that is sampled; undefined where nothing is traced. */
export const activeTraceparent: ReadTraceparent = () => read();

/**
 * Says how that is found out. OpenTelemetry has one context a process, and so this is the process's too.
 *
 * @param how - reads it.
 */
export function readActiveTraceBy(how: ReadTraceparent): void {
  read = how;
}
