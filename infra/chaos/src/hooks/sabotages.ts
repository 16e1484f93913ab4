/** One place of the product's source and what a sabotaged process runs instead. */
export type Edit = { file: string; find: string; replace: string };

/** What can be broken on purpose, to see that the checks see it, or to hit a moment that no signal can be timed to. */
export const SABOTAGES = {
  /** A settle is taken from whoever brings it. */
  'no-fence': [
    {
      file: 'packages/db/src/runs/settle.ts',
      find: 'where r.attempt = i.attempt -- the fence',
      replace: 'where true',
    },
    {
      file: 'packages/db/src/runs/settle.ts',
      find: "and (r.status = 'processing' or r.status = 'pending' and i.verb = 'complete')",
      replace: '',
    },
  ],
  /** The number of the attempt does not count any more, everything else does. */
  'no-attempt': [
    {
      file: 'packages/db/src/runs/settle.ts',
      find: 'where r.attempt = i.attempt -- the fence',
      replace: 'where true',
    },
  ],
  /** Nobody looks for lost leases, passed deadlines and unheard bells. */
  'no-sweeper': [
    {
      file: 'packages/bus/src/sweeper.ts',
      find: 'function schedule(): void {',
      replace: 'function schedule(): void {\n    return;',
    },
  ],
  /** The process dies with a durable run in hand that nobody has been told of. */
  'dies-at-ring': [
    {
      file: 'packages/bus/src/doorbell.ts',
      find: 'ring: async (bells) => {',
      replace: "ring: async (bells) => {\n      process.kill(process.pid, 'SIGKILL');",
    },
  ],
} as const satisfies Record<string, readonly Edit[]>;

export type Sabotage = keyof typeof SABOTAGES;
