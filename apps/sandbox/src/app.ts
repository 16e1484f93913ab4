import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { CallLog } from './calls.ts';
import { controlRoutes } from './control-routes.ts';
import { FaultScript } from './faults.ts';
import { addModelRoute, type World } from './model-routes.ts';
import { DEFAULT_PACE, type Pace } from './pace.ts';
import { PromptCache } from './prompt-cache.ts';
import { anthropicMessages } from './protocols/anthropic.ts';
import { openaiCompletions } from './protocols/openai.ts';

export type SandboxOptions = {
  /** Default: 150 ms to the first token, then 120 tokens/s. */
  pace?: Partial<Pace>;
  /** Milliseconds of waiting for the first token after which a stream shows that it lives; default 10,000. */
  keepAliveMs?: number;
  /** Calls the log keeps in full; default 5,000. */
  logSize?: number;
  logger?: FastifyServerOptions['logger'];
};

const BODY_LIMIT = 2 * 1_024 * 1_024;

/** The sandbox, ready to listen: model APIs of both providers and the routes that control them. */
export async function buildSandbox(options: SandboxOptions = {}): Promise<FastifyInstance> {
  const app = Fastify({
    logger: options.logger ?? false,
    bodyLimit: BODY_LIMIT,
    // Hanging calls are what the sandbox is for; none of them may hold up its end.
    forceCloseConnections: true,
    // Types are checked, never bent, and unknown fields stay: as the providers do.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  }) as FastifyInstance;
  const world: World = {
    log: new CallLog(options.logSize ?? 5_000),
    script: new FaultScript(),
    cache: new PromptCache(),
    pace: { ...DEFAULT_PACE, ...options.pace },
    keepAliveMs: options.keepAliveMs ?? 10_000,
  };
  await controlRoutes(app, world);
  await addModelRoute(app, world, anthropicMessages);
  for (const path of ['/v1/chat/completions', '/chat/completions']) {
    await addModelRoute(app, world, { ...openaiCompletions, path });
  }
  return app;
}
