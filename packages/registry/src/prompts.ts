import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const LOCALES = ['de', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** A prompt in all languages; `hash` is the SHA-256 of all of it and so its version. */
export type Prompt = { text: Record<Locale, string>; hash: string };

const folder = new URL('../prompts/', import.meta.url);
const prompts = new Map<string, Prompt>();

const read = (path: string, locale: Locale): string =>
  readFileSync(fileURLToPath(new URL(`${path}.${locale}.md`, folder)), 'utf8').trim();

/** The prompt made of one or more files below prompts/, read once. Throws when a file is missing. */
export function promptOf(...paths: readonly string[]): Prompt {
  const key = paths.join(' ');
  const known = prompts.get(key);
  if (known !== undefined) return known;
  const joined = (locale: Locale) => paths.map((path) => read(path, locale)).join('\n\n');
  const text = { de: joined('de'), en: joined('en') };
  const hash = createHash('sha256').update(`${text.de}\n\n${text.en}`).digest('hex');
  const prompt = { text, hash };
  prompts.set(key, prompt);
  return prompt;
}

/** Fills `{{name}}` placeholders. Throws when one is missing or a value has no place. */
export function fill(template: string, values: Record<string, string>): string {
  const unused = new Set(Object.keys(values));
  const filled = template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`prompt placeholder {{${name}}} has no value`);
    unused.delete(name);
    return value;
  });
  if (unused.size > 0) throw new Error(`prompt has no placeholder for ${[...unused].join(', ')}`);
  return filled;
}

/** The `{{name}}` placeholders of a prompt, each once; checked at boot. */
export const placeholdersOf = (template: string): string[] => [
  ...new Set([...template.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!)),
];
