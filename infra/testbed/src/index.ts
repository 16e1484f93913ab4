export * from './database.ts';
export * from './environment.ts';
export * from './redis.ts';
