type Variable = { default?: unknown; description?: string };

/** The Markdown table of a process's environment, from its config schema: a README that holds it cannot be out of date. */
export function environmentTable(schema: { properties: Record<string, unknown> }): string {
  const rows = Object.entries(schema.properties as Record<string, Variable>).map(([name, variable]) => {
    const value = variable.default === undefined || variable.default === '' ? '' : `\`${variable.default}\``;
    return `| \`${name}\` | ${value} | ${variable.description ?? ''} |`;
  });
  return ['| variable | default | what it does |', '|---|---|---|', ...rows].join('\n');
}
