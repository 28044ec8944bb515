const A_SECOND_MS = 1_000;

/**
 * Asks at most once a second, however many callers there are: anonymous requests must not cost a statement each. Callers meanwhile get the answer that is
 * there or under way, and its failure too.
 *
 * @param ask - asks the database.
 */
export function onceASecond<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAt = 0;
  let pending = false;
  return () => {
    if (answer && (pending || performance.now() - askedAt < A_SECOND_MS)) return answer;
    askedAt = performance.now();
    pending = true;
    const settle = () => {
      pending = false;
    };
    answer = ask();
    answer.then(settle, settle);
    return answer;
  };
}
