import { suite } from '@taktstock/testbed/vitest';

export default suite({ testTimeout: 60_000, hookTimeout: 120_000 });
