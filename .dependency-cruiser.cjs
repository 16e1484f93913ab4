// The walls of the house. Each rule says why it is there.
const product = '^(packages|apps)/[^/]+/src';

/** A rule that forbids `from` importing `to`, with its reason. */
const never = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** Only the named places may import an npm package. */
const only = (npmPackage, places, comment) =>
  never(
    `only-${places.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')}-uses-${npmPackage.replace(/\W+/g, '-')}`,
    comment,
    { path: product, pathNot: places },
    { path: `node_modules/${npmPackage}/` },
  );

module.exports = {
  forbidden: [
    never('no-circles', 'Two modules that need each other are one module, or hide a third.', {}, { circular: true }),
    never(
      'apps-stand-alone',
      'Processes scale and deploy apart: they meet in Postgres and on the bus, never in code.',
      { path: '^apps/([^/]+)/src' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    never(
      'front-door-only',
      "A package's index is its contract; whoever reaches behind it freezes its inside.",
      { path: '^(packages|apps|infra)/([^/]+)/' },
      { path: '^packages/[^/]+/src/', pathNot: ['^packages/[^/]+/src/index\\.ts$', '^packages/$2/'] },
    ),
    never(
      'pure-packages',
      'The registry, the chart and the client import nothing of ours, so they can be read, tested and shipped alone.',
      { path: '^packages/(registry|chart|client)/src' },
      { path: '^(packages|apps|infra)/', pathNot: '^packages/(registry|chart|client)/' },
    ),
    never(
      'pure-packages-apart',
      'The pure packages do not know each other.',
      { path: '^packages/(registry|chart|client)/src' },
      { path: '^packages/(registry|chart|client)/', pathNot: '^packages/$1/' },
    ),
    never(
      'composer-knows-what-exists-and-charts',
      'Composing a reading needs words and facts, nothing that is stored or travels.',
      { path: '^packages/composer/src' },
      { path: '^(packages|apps|infra)/', pathNot: '^packages/(composer|chart|registry)/' },
    ),
    never(
      'db-knows-registry-only',
      'SQL depends on what exists, not on how it travels.',
      { path: '^packages/db/src' },
      { path: '^(packages|apps|infra)/', pathNot: '^packages/(db|registry)/' },
    ),
    never(
      'bus-knows-db-and-registry',
      'The bus carries ids and frames; chart arithmetic is none of its business.',
      { path: '^packages/bus/src' },
      { path: '^(packages|apps|infra)/', pathNot: '^packages/(bus|db|registry)/' },
    ),
    never(
      'product-never-imports-infra',
      'What runs in production does not depend on how it is started or tested.',
      { path: product },
      { path: '^infra/' },
    ),
    never(
      'dashboard-talks-to-the-api-only',
      'The page is a client like any other.',
      { path: '^apps/dashboard/' },
      { path: '^packages/', pathNot: '^packages/client/' },
    ),
    only('postgres', '^packages/db/src', 'All SQL stands in one package.'),
    only('node-pg-migrate', '^packages/db/src', 'All SQL stands in one package.'),
    only('pg', '^packages/bus/src/backends', "pg exists for BullMQ's Postgres backend alone."),
    only('fastify', '^apps/(api|sandbox)/src', 'Workers speak HTTP to nobody but their readiness probe.'),
    only(
      '(@anthropic-ai/sdk|openai)',
      '^apps/worker/src/models',
      'One contract for every model; the API holds no provider key.',
    ),
    only('(bullmq|ioredis)', '^packages/bus/src', 'The queue is a doorbell behind one door.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|data)/' },
    parser: 'swc',
    // Its parser reads no JSX; what components may import is said in biome.json.
    extraExtensionsToScan: ['.tsx'],
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
    combinedDependencies: false,
  },
};
