export * from './database.ts';
export * from './redis.ts';
