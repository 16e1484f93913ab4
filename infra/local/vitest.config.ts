import { pureSuite } from '@taktstock/testbed/vitest';

export default pureSuite();
