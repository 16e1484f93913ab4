/** What only the worker may know: the API calls no model and holds no provider key. */
const PROVIDER_VARIABLES = ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'] as const;

/** Any of these means that real models are wanted, so the sandbox stays away. */
const REAL_MODELS = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'] as const;

type Environment = NodeJS.ProcessEnv;

const isSet = (env: Environment, name: string): boolean => (env[name] ?? '') !== '';

export const wantsRealModels = (env: Environment): boolean => REAL_MODELS.some((name) => isSet(env, name));

/** Where the parts of a stack found each other. */
export type Addresses = {
  databaseUrl: string;
  redisUrl: string | null;
  sandboxUrl: string | null;
  apiPort: number;
};

/** The sandbox plays the outside world: it knows its own settings and nothing of ours. */
export function sandboxEnvironment(env: Environment): Environment {
  const own = Object.entries(env).filter(([name]) => name.startsWith('SANDBOX_') || name === 'PATH');
  return { SANDBOX_PORT: '0', ...Object.fromEntries(own) };
}

export function apiEnvironment(env: Environment, at: Addresses): Environment {
  const known = { ...env };
  for (const name of PROVIDER_VARIABLES) delete known[name];
  return {
    SWEEP_MS,
    KILL_WORKERS: 'yes',
    ...known,
    ...stores(at),
    ORCHESTRATOR_HOST: '127.0.0.1',
    ORCHESTRATOR_PORT: String(at.apiPort),
  };
}

export function workerEnvironment(env: Environment, at: Addresses): Environment {
  const sandbox = at.sandboxUrl === null ? {} : { SANDBOX_URL: at.sandboxUrl };
  return { SWEEP_MS, ...env, ...stores(at), ...sandbox, WORKER_PORT: '0' };
}

// On one machine with few runs a sweep costs nothing, and whoever kills a worker wants to see the run go on.
const SWEEP_MS = '1000';

const stores = ({ databaseUrl, redisUrl }: Addresses): Environment => ({
  DATABASE_URL: databaseUrl,
  ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
});
