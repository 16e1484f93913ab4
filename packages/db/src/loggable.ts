import { sqlState } from './client.ts';

/** What a log may say of an error: messages of Postgres quote values, and so do its detail and parameters. */
export function loggable(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  const state = sqlState(error);
  return {
    type: error.name,
    code: (error as NodeJS.ErrnoException).code,
    ...(state === null ? { message: error.message } : { routine: (error as { routine?: unknown }).routine }),
    stack: frames.join('\n'),
  };
}
