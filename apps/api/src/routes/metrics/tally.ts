/**
 * A `collect` for metrics of what ends in the workers: reads from Postgres what has ended since it was last asked and counts it. Every
 * API process counts all of it: of several take one. Shared by several metrics and by scrapes at once, for none may count twice.
 */
export function createTally<Row>(
  read: (since: Date | null) => Promise<{ ended: Row[]; until: Date }>,
  count: (row: Row) => void,
): () => Promise<void> {
  let since: Date | null = null;
  let reading: Promise<void> | null = null;
  async function catchUp(): Promise<void> {
    const { ended, until } = await read(since);
    since = until;
    ended.forEach(count);
  }
  return () => {
    reading ??= catchUp().finally(() => {
      reading = null;
    });
    return reading;
  };
}
