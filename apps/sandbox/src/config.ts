import { envSchema } from 'env-schema';
import Type from 'typebox';
import { DEFAULT_PACE } from './pace.ts';

/** The environment of the sandbox. */
export const ConfigSchema = Type.Object({
  SANDBOX_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'Port on 127.0.0.1; 0 takes a free one',
  }),
  SANDBOX_FIRST_TOKEN_MS: Type.Integer({
    minimum: 0,
    maximum: 600_000,
    default: DEFAULT_PACE.firstTokenMs,
    description: 'Milliseconds before the first token',
  }),
  SANDBOX_TOKENS_PER_SECOND: Type.Number({
    minimum: 0,
    maximum: 1_000_000,
    default: DEFAULT_PACE.tokensPerSecond,
    description: 'Tokens per second and call; 0 writes as fast as the client reads',
  }),
});
export type Config = Type.Static<typeof ConfigSchema>;

/** Reads the environment; throws with the name of the variable that is wrong. */
export const readConfig = (data: NodeJS.ProcessEnv = process.env): Config =>
  envSchema<Config>({ schema: ConfigSchema, data, env: false });
