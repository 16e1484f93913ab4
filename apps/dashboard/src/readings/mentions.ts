import type { Element, ElementContent, Root, Text } from 'hast';

/** A gate or a channel as a text names it, in English or German: `gate 34`, `Kanal 10-34`. */
const MENTION = /\b(?:gates?|channels?|Tor(?:es|en|e)?|Kanal(?:s|es)?|Kanäle)\s+(\d{1,2})(?:\s?[-–/]\s?(\d{1,2}))?/gi;

/** Marks every gate and channel that a text names as `<mark data-gates="10 34">`. */
export const markMentions = () => (tree: Root) => {
  markIn(tree);
};

function markIn(node: Root | Element): void {
  node.children = (node.children as ElementContent[]).flatMap((child) => {
    if (child.type === 'text') return split(child);
    if (child.type === 'element') markIn(child);
    return [child];
  });
}

function split({ value }: Text): ElementContent[] {
  const parts: ElementContent[] = [];
  let end = 0;
  for (const match of value.matchAll(MENTION)) {
    const gates = match.slice(1).filter((gate) => gate !== undefined);
    parts.push({ type: 'text', value: value.slice(end, match.index) });
    parts.push({
      type: 'element',
      tagName: 'mark',
      properties: { dataGates: gates.join(' ') },
      children: [{ type: 'text', value: match[0] }],
    });
    end = match.index + match[0].length;
  }
  parts.push({ type: 'text', value: value.slice(end) });
  return parts;
}
