import { suite } from '@taktstock/testbed/vitest';

export default suite({ testTimeout: 90_000, hookTimeout: 180_000 });
