import { suite } from '@taktstock/testbed/vitest';

// Bounds for a machine that has much else to do: a browser, a stack and a build beside other suites.
export default suite({ testTimeout: 180_000, hookTimeout: 300_000 });
