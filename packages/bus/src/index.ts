export { checkRedis, type RedisCheck } from './backends/redis.ts';
export type * from './bus.ts';
export { migrateAll } from './migrate.ts';
export { openBus } from './open.ts';
export { type Sweeper, startSweeper } from './sweeper.ts';
