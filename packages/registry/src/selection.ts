import { getSupportedAgents } from './agents.ts';

/** How an agent came to be chosen. */
export const SELECTION_MODES = ['explicit', 'persons', 'context', 'keywords', 'default'] as const;
export type SelectionMode = (typeof SELECTION_MODES)[number];

/** Why an agent was chosen: every execute answer carries it. */
export type Selection = {
  mode: SelectionMode;
  agentId: string;
  scores: Record<string, number>;
  matched: string[];
  reason: string;
};

type Request = {
  agentId?: string | undefined;
  persons: number;
  context?: string | undefined;
  question?: string | undefined;
};

const DEFAULT_AGENT = 'personality';
const WEIGHTS = { context: 2, question: 1 } as const;

/** Folds German letters and splits at everything that is no letter, so that "Überfordert!" is the token ueberfordert. */
function tokens(text: string): string[] {
  const folded = text.normalize('NFC').toLowerCase();
  const ascii = folded.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss');
  return ascii.split(/[^\p{L}]+/u).filter((token) => token !== '');
}

const keywordsOf = new Map(getSupportedAgents('reading').map(({ id, keywords }) => [id, keywords.split(' ')]));

const hits = (keyword: string, words: string[]): boolean =>
  keyword.endsWith('*') ? words.some((word) => word.startsWith(keyword.slice(0, -1))) : words.includes(keyword);

function score(request: Request): Pick<Selection, 'scores' | 'matched'> {
  const fields = (['context', 'question'] as const).map((field) => ({
    weight: WEIGHTS[field],
    words: tokens(request[field] ?? ''),
  }));
  const matched = new Set<string>();
  const scores: Record<string, number> = {};
  for (const [agentId, keywords] of keywordsOf) {
    scores[agentId] = 0;
    for (const { weight, words } of fields) {
      if (words.length === 0) continue;
      for (const keyword of keywords.filter((keyword) => hits(keyword, words))) {
        matched.add(keyword);
        scores[agentId]! += weight;
      }
    }
  }
  return { scores, matched: [...matched] };
}

/** Chooses the reading agent: explicit, two persons, context that names one, best keyword score, else the default. */
export function selectAgent(request: Request): Selection {
  const { agentId, context } = request;
  const scored = score(request);
  if (agentId !== undefined && agentId !== 'auto') return { mode: 'explicit', agentId, ...scored, reason: 'requested' };
  if (request.persons === 2) return { mode: 'persons', agentId: 'relationship', ...scored, reason: 'two persons' };
  if (context !== undefined && keywordsOf.has(context)) {
    return { mode: 'context', agentId: context, ...scored, reason: 'context names the agent' };
  }
  const best = Math.max(...Object.values(scored.scores));
  const leaders = Object.keys(scored.scores).filter((id) => scored.scores[id] === best);
  if (best === 0) return { mode: 'default', agentId: DEFAULT_AGENT, ...scored, reason: 'no keyword' };
  if (leaders.length > 1) return { mode: 'default', agentId: DEFAULT_AGENT, ...scored, reason: 'tie' };
  return { mode: 'keywords', agentId: leaders[0]!, ...scored, reason: 'best keyword score' };
}
