export * from './chromium.ts';
export * from './database.ts';
export * from './environment.ts';
export * from './every-row.ts';
export * from './redis.ts';
