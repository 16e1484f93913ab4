import { describeFollowing } from './following.ts';
import { apiSuite } from './suite.ts';

describeFollowing(apiSuite());
