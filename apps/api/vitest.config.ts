import { suite } from '@taktstock/testbed/vitest';

export default suite();
