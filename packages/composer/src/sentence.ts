/** A sentence and the places of the chart that it rests on, as JSON pointers; those of two persons begin with `/persons/<n>`. */
export type Sentence = { text: string; pointers: readonly string[] };

/** A sentence, or nothing where there is nothing to say. */
export type Said = Sentence | null;

/** A sentence made of a template with `{name}` places. Null without a template. Throws when a place has no value. */
export function say(
  template: string | undefined,
  pointers: readonly string[],
  values: Record<string, string> = {},
): Said {
  if (template === undefined) return null;
  const text = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the sentence «${template}» has no ${name}`);
    return value;
  });
  return { text, pointers };
}

/** "A, B and C". */
export const listed = (items: readonly string[], and: string): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`;

/** With its first letter as at the beginning of a sentence. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The sentences that are there and have not been said before: two persons may share a type, what it means is said once. */
export function fresh(sentences: readonly Said[], said: Set<string>): Sentence[] {
  return sentences.filter((sentence): sentence is Sentence => {
    if (sentence === null || said.has(sentence.text)) return false;
    said.add(sentence.text);
    return true;
  });
}
