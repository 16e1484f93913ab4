import { AGENTS } from './agents.ts';
import { splitModelId } from './models.ts';
import { LOCALES, placeholdersOf, promptOf } from './prompts.ts';
import { partPrompt, repairPrompt } from './reading-prompts.ts';
import { READING_PARTS } from './readings.ts';

const twice = (values: readonly string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at);

/** Checks that the tables and the prompts fit together. Throws one error that lists every fault. */
export function validateRegistry(): void {
  const faults: string[] = [];
  const attempt = (what: string, check: () => void) => {
    try {
      check();
    } catch (error) {
      faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const id of twice(AGENTS.map(({ id }) => id))) faults.push(`agent ${id} stands twice in the table`);
  for (const queue of twice(AGENTS.map(({ queue }) => queue))) faults.push(`queue ${queue} belongs to two agents`);
  for (const agent of AGENTS) {
    attempt(`agent ${agent.id}`, () => {
      for (const model of agent.models) splitModelId(model);
      const prompt = promptOf(...agent.prompt);
      for (const locale of LOCALES) {
        const open = placeholdersOf(prompt.text[locale]);
        if (open.length > 0) throw new Error(`system prompt (${locale}) has placeholders: ${open.join(', ')}`);
        const task = { locale, depth: 'basic', style: 'klar', context: null, question: null } as const;
        for (const part of READING_PARTS) {
          repairPrompt(partPrompt(agent, { ...task, charts: [], composite: null }, part), locale, '', []);
        }
      }
    });
  }
  if (faults.length > 0) throw new Error(`the registry does not hold together:\n${faults.join('\n')}`);
}
