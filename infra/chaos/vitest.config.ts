import { pureSuite } from '@taktstock/testbed/vitest';

// Every suite has servers of its own, because it kills them; its processes fill the machine, so one file at a time.
export default pureSuite({ fileParallelism: false, testTimeout: 300_000, hookTimeout: 120_000 });
