import { suite } from '@taktstock/testbed/vitest';

export default suite({ testTimeout: 120_000, hookTimeout: 120_000 });
