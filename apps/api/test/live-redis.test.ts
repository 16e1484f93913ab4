import { createRedis, hasRedis } from '@taktstock/testbed';
import { describe } from 'vitest';
import { describeFollowing } from './following.ts';
import { apiSuite } from './suite.ts';

describe.skipIf(!hasRedis)('on Redis', () => {
  describeFollowing(apiSuite({}, createRedis));
});
